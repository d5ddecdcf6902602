"""docs/features.md matches the repository: each row occurs once, each named test exists, the counts are right."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import msgspec
import pytest

ROOT = Path(__file__).parents[2]
FEATURES = ROOT / "docs" / "features.md"
STATES = ("done", "partly", "not yet")
NUMBERS = [*(f"F{number}" for number in range(1, 108)), *(f"D{number}" for number in range(1, 27))]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


class Feature(msgspec.Struct, frozen=True):
    """One row of the table."""

    number: str
    name: str
    state: str
    where: str
    shown: str
    missing: str


def rows() -> list[Feature]:
    lines = FEATURES.read_text("utf-8").splitlines()
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [FD]\d+ \|", line)
    ]
    return [Feature(*row) for row in cells]


@cache
def _tests_of(file: Path) -> frozenset[str]:
    tree = ast.parse(file.read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_feature_stands_there_once_in_its_order() -> None:
    assert [row.number for row in rows()] == NUMBERS


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_a_feature_says_how_it_is_shown_or_what_is_missing(row: Feature) -> None:
    assert row.state in STATES
    assert row.name
    if row.state == "done":
        assert NAMED.search(row.shown), "what is done is tested"
        assert not row.missing
    if row.state == "partly":
        assert NAMED.search(row.shown)
        assert row.missing, "what is there partly says what is missing"
    for file, name in NAMED.findall(row.shown):
        assert name in _tests_of(ROOT / file), f"{file}::{name}"


def test_the_counts_on_top_are_those_of_the_rows() -> None:
    counted = Counter((row.number[0], row.state) for row in rows())
    for kind, title in (("F", "F1–F107"), ("D", "D1–D26")):
        told = " | ".join(str(counted[kind, state]) for state in STATES)
        assert f"| {title} | {told} |" in FEATURES.read_text("utf-8")
