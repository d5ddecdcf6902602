"""Every clause that code, pages or documents cite is in the list of clauses of the regulation and of laws."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from shared.contracts import law
from shared.contracts.regulation import first_edition
from tests.house.source import ROOT

NUMBER = r"\d+(?:\.\d+)*"
# «п. 1.2», «пп. 1.2, 4.1.3 и 4.2.2», «раздел 2», «разделы 3.4 и 4.2».
LISTED = rf"{NUMBER}(?:(?:,| и) {NUMBER})*"
CLAUSE = re.compile(rf"(?P<before>.{{0,60}})(?<!\w)(?:пп?\.|раздел\w*|пункт\w*)[ \xa0](?P<numbers>{LISTED})")
SHORT = re.compile(r"(?<![\w-])R(?P<numbers>[1-9](?:\.\d+)*)(?![\w.-]*[A-Za-z=])")
ARTICLE = re.compile(
    rf"(?:ст\.|стать(?:я|и|ёй|ей|ю)|статей)[ \xa0](?P<numbers>{LISTED})(?P<part> ч\. \d+)?"
    r"(?: (?P<law>ТК|ГК|Трудового кодекса))?"
)
NAMES = {"ТК": "ТК РФ", "ГК": "ГК РФ", "Трудового кодекса": "ТК РФ"}
# A clause of another act says so just before it.
FOREIGN = ("152-ФЗ", "СПО-1", "распорядка")
READ = ("*.py", "*.html", "*.md", "*.json", "*.typ", "*.sql", "*.js")
SKIPPED = {".venv", ".git", "node_modules", "vendor", "tests"}


class Clauses(msgspec.Struct):
    """The clauses of the regulation and the articles of laws, each with what it is about."""

    regulation: dict[str, str]
    laws: dict[str, dict[str, str]]


KNOWN = msgspec.json.decode(
    (ROOT / "shared/contracts/editions/clauses.json").read_bytes(), type=Clauses
)  # fmt: skip
ARTICLES = {number for articles in KNOWN.laws.values() for number in articles}


def numbers(found: str) -> list[str]:
    return re.split(r", | и ", found)


def unknown(line: str) -> list[str]:
    """Return the citations of a line that lead nowhere."""
    wrong = []
    for match in CLAUSE.finditer(line):
        if not any(act in match["before"] for act in FOREIGN):
            wrong += [f"п. {one}" for one in numbers(match["numbers"]) if one not in KNOWN.regulation]
    wrong += [f"R{match['numbers']}" for match in SHORT.finditer(line) if match["numbers"] not in KNOWN.regulation]
    for match in ARTICLE.finditer(line):
        known = KNOWN.laws[NAMES[match["law"]]] if match["law"] else ARTICLES
        wrong += [f"ст. {one}" for one in numbers(match["numbers"]) if one not in known]
    return wrong


def files() -> Iterator[Path]:
    for pattern in READ:
        for file in sorted(ROOT.rglob(pattern)):
            if SKIPPED.isdisjoint(file.relative_to(ROOT).parts) and file.name != "package-lock.json":
                yield file


def test_every_cited_clause_is_in_the_list() -> None:
    wrong, cited = [], 0
    for file in files():
        for place, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
            cited += len(CLAUSE.findall(line)) + len(ARTICLE.findall(line))
            wrong += [f"{file.relative_to(ROOT)}:{place}: {one}" for one in unknown(line)]

    assert wrong == []
    assert cited > 200, "the citations were not found: has their form changed?"


@pytest.mark.parametrize(
    "line",
    [
        "(Положение, п. 1.3)", "Положение, пп. 1.2 и 4.1.6", "Положение, раздел 6", "Положение (п. 4.4)",
        "(R4.1.9)", "ст. 351.9 ТК РФ", "ст. 351.8 ГК РФ", "статьёй 358.1 Трудового кодекса", "152-ФЗ, ст. 9 и 22",
    ],
)  # fmt: skip
def test_a_clause_that_does_not_exist_is_found(line: str) -> None:
    assert unknown(line)


@pytest.mark.parametrize(
    "line",
    ["Положение, разделы 3.4 и 4.2", "152-ФЗ, ст. 3 п. 9", "ст. 351.8 ТК РФ; Положение, п. 4.1.4", "(R1.2, R4.2.2)"],
)
def test_a_clause_of_the_list_is_accepted(line: str) -> None:
    assert not unknown(line)


def test_a_word_of_the_edition_rests_on_the_clause_that_names_it() -> None:
    """Forms and kinds are named in 4.1.5 and 4.3.2, domains in 4.2.2."""
    edition = first_edition()
    grounds = {one.code: {entry.clause for entry in one.entries} for one in edition.dictionaries}

    assert grounds["forms"] == {"Положение, п. 4.1.5", "Положение, п. 4.3.2"}
    assert grounds["kinds"] == {"Положение, п. 4.1.5"}
    assert grounds["domains"] == {"Положение, п. 4.2.2"}
    assert set(law.KINDS) == {entry.code for entry in edition.entries("kinds")}
