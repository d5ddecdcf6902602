"""docs/glossary.md matches the code: words in use occur there, reserved words do not yet; decisions stay short."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ROW = re.compile(r"^\| .+? \| `(\w+)` \| .+? \|$", re.MULTILINE)
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
LONGEST_DECISION = 8
UNCLEAR = {"Asked", "Kept", "Line", "Spoken"}


def identifiers() -> set[str]:
    """Every identifier of the code, `PairingOrder` also as `pairing_order`."""
    found: set[str] = set()
    for folder in ("shared", "services", "deploy"):
        for file in (ROOT / folder).rglob("*"):
            if file.suffix in (".py", ".sql", ".json") and "vendor" not in file.parts:
                found |= set(IDENTIFIER.findall(file.read_text("utf-8")))
    return found | {CAMEL.sub("_", word).lower() for word in found}


def rows(heading: str) -> list[str]:
    text = (ROOT / "docs/glossary.md").read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return ROW.findall(text)


IN_CODE = identifiers()


@pytest.mark.parametrize("word", rows("Words of the field in the code"))
def test_a_word_of_the_field_occurs_in_the_code(word: str) -> None:
    assert word in IN_CODE


@pytest.mark.parametrize("word", rows("Words reserved for what comes"))
def test_a_reserved_word_does_not_occur_yet(word: str) -> None:
    assert word not in IN_CODE, f"{word} is built now: move its row up in docs/glossary.md"


def test_no_russian_term_and_no_identifier_stands_twice() -> None:
    words = rows("Words of the field in the code") + rows("Words reserved for what comes")
    assert sorted(words) == sorted(set(words))


def names(file: Path) -> Iterator[tuple[int, str]]:
    """Every name that a Python file declares or uses, with its line; a module is named by its file."""
    yield 0, file.stem
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.alias):
            yield node.lineno, (node.asname or node.name).split(".")[-1]
        for field in ("id", "attr", "arg", "name"):
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield getattr(node, "lineno", 0), name


def test_nothing_is_named_said() -> None:
    """It meant a flash message, the text of a cell, an assessment and more: each has a name of its own."""
    files = [file for folder in ("shared", "services", "deploy") for file in (ROOT / folder).rglob("*.py")]
    found = [f"{file}:{line}" for file in files for line, name in names(file) if name.strip("_").lower() == "said"]
    assert found == []


def test_no_class_has_a_name_with_several_meanings() -> None:
    """A filter, a stored row, a stream and a cell of a table once shared these names; each class says what it is."""
    folders = ("shared", "services", "deploy", "tests")
    found = [
        f"{file}:{node.lineno}: {node.name}"
        for file in sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.strip("_") in UNCLEAR
    ]
    assert found == []


def test_every_decision_is_short() -> None:
    paragraphs = (ROOT / "docs/decisions.md").read_text("utf-8").split("\n\n")
    long = [part.split("\n")[0] for part in paragraphs if len(part.splitlines()) > LONGEST_DECISION]
    assert long == []
