"""An event is described in one place: nothing else lists its name, its people or its fields; no applier is empty."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints
from uuid import UUID

import pytest

from deploy.docs import SERVICE_NAMES
from shared.event import Event, Told, name_of, newest, people_of
from shared.web.crossing import told_events
from tests.house.source import ROOT, SERVICES_ON_DISK, modules
from tests.house.test_house import EVENTS

NAMED = re.compile(rf"\b({'|'.join(SERVICE_NAMES)})\.[a-z0-9_]+\.v\d")
PEOPLE = ("person_id", "curator_id", "mentor_id", "mentee_ids")


@pytest.mark.parametrize("event", told_events(), ids=name_of)
def test_people_are_the_fields_that_leave_as_a_pseudonym_and_nothing_else(event: type[Told]) -> None:
    hints = get_type_hints(event)
    for field in people_of(event):
        # None: an event of an earlier version did not name the person.
        assert hints[field] in (UUID, UUID | None, tuple[UUID, ...])
    for field in event.__struct_fields__:
        if field in PEOPLE:
            assert field in people_of(event)


@pytest.mark.parametrize("event", EVENTS, ids=name_of)
def test_an_inside_event_that_tells_says_which_event_and_makes_it(event: type[Event]) -> None:
    makes = get_type_hints(event.tell)["return"]
    if event.tells is None:
        assert event.tell is Event.tell
    else:
        assert not issubclass(event, Told)
        assert newest(event.tells)
        assert makes in (event.tells, event.tells | None)


def named_by_hand(tree: ast.Module) -> Iterator[int]:
    """Return the lines where an event is called by a string: its own class may, by its tag."""
    tags = {id(one.value) for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for one in node.keywords}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in tags and NAMED.search(str(node.value)):
            yield node.lineno


def empty_appliers(tree: ast.Module) -> Iterator[int]:
    """Return the lines of appliers that await nothing, so change no table."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.AsyncFunctionDef) or any(isinstance(one, ast.Await) for one in ast.walk(node)):
            continue
        if any(isinstance(one, ast.Call) and ast.unparse(one.func).endswith("apply.on") for one in node.decorator_list):
            yield node.lineno


def test_no_event_is_called_by_its_name_and_version_but_by_its_class() -> None:
    folders = (SERVICES_ON_DISK, ROOT / "shared", ROOT / "deploy")
    strangers = [
        f"{file.relative_to(ROOT)}:{line}"
        for folder in folders
        for file, tree in modules(folder)
        for line in named_by_hand(tree)
    ]
    strangers += [str(file.relative_to(ROOT)) for file in texts(*folders) if NAMED.search(file.read_text("utf-8"))]
    assert strangers == []


def texts(*folders: Path) -> Iterator[Path]:
    """Return templates and SQL files; a migration that has landed keeps the names of its day."""
    for folder in folders:
        for kind in ("*.html", "*.sql"):
            yield from (file for file in folder.rglob(kind) if file.parent.name != "migrations")


def test_no_applier_is_empty() -> None:
    assert [
        f"{file.relative_to(ROOT)}:{line}" for file, tree in modules(SERVICES_ON_DISK) for line in empty_appliers(tree)
    ] == []


PLANTED = """
class Own(Event, tag="programs.own.v1"):
    pass

SQL = "select 1 from journal where name = 'programs.pair_started.v1'"

@apply.on(Own)
async def _(tx, event):
    "Change nothing."

@apply.on(Other)
async def _(tx, event):
    await tx.run(SQL)
"""


def test_a_planted_name_and_a_planted_empty_applier_are_found() -> None:
    tree = ast.parse(PLANTED)
    assert list(named_by_hand(tree)) == [5]
    assert list(empty_appliers(tree)) == [8]
