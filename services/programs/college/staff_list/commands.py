"""The wishes about a staff list: read it from a file, import it as previewed."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.programs.college.person import commands as people
from services.programs.college.person import queries as staff_now
from services.programs.college.person.model import Person
from services.programs.college.staff_list import matching, model, queries, store
from services.programs.college.staff_list.matching import MatchedRow, Plan
from services.programs.college.staff_list.parsing import StaffList, parse
from services.programs.college.staff_list.queries import UploadedList
from services.programs.college.staff_list.twins import joined_facts
from shared import ids
from shared.aside import aside
from shared.db import Tx
from shared.documents.spreadsheet import read_aside
from shared.wish import Upload, Wish

# A list of so many rows is understood in less time than a process starts in.
AT_HAND = 300


class UploadStaffList(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Read a staff list from a file, for a preview before anything changes."""

    file: Upload


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A person's decision about a doubtful row: the id of an employee, `new`, or `skip`."""

    row: int
    person: Annotated[str, Meta(max_length=40)] = ""


class ImportStaffList(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Import an uploaded list, exactly as it was previewed."""

    list_id: UUID
    seen: Annotated[str, Meta(max_length=64)]
    # The marks of the previewed rows, if the rows that have changed since are to be named.
    marks: Annotated[str, Meta(max_length=100_000)] = ""
    choices: tuple[Choice, ...] = ()


class Imported(msgspec.Struct, frozen=True):
    """The result of an import."""

    added: int
    changed: int
    unchanged: int


async def read_staff_list(command: UploadStaffList, today: date) -> StaffList:
    """Read a list; one of 5,000 people takes seconds, so it is read in no transaction and in a process of its own."""
    sheets = await read_aside(command.file.content)
    if sum(len(sheet.rows) for sheet in sheets) <= AT_HAND:
        return parse(sheets, today)
    return await aside(parse, sheets, today)


async def upload_staff_list(tx: Tx, command: UploadStaffList, staff: StaffList) -> UUID:
    """Store a list that was read; return its id. The same content is the same list."""
    await people.hold_staff(tx)
    uploaded = model.upload(
        staff, list_id=ids.new(tx.now), file_name=command.file.name, today=tx.today, known=await store.lists(tx)
    )
    if isinstance(uploaded, UUID):
        return uploaded
    await store.record(tx, uploaded)
    return uploaded.list_id


async def preview(tx: Tx, list_id: UUID) -> Plan:
    """Return the effect that importing a list would have."""
    uploaded = await queries.upload(tx, list_id)
    return matching.plan(uploaded.list, await staff_now.everybody(tx), as_of=uploaded.as_of)


async def import_staff_list(tx: Tx, command: ImportStaffList) -> Imported:
    """Import a list: only what was previewed, and only changes."""
    staff = {person.id: person for person in await people.hold_staff(tx)}
    uploaded = await queries.upload(tx, command.list_id)
    plan = matching.plan(uploaded.list, list(staff.values()), as_of=uploaded.as_of)
    if plan.seal != command.seen:
        raise model.PreviewStale
    lines = _decided(plan, command.choices, staff, uploaded)
    for line in lines:
        assert line.facts is not None
        await people.take_in(tx, line.facts, staff[line.person_id] if line.person_id else None)
    done = Imported(*(sum(line.verdict == verdict for line in lines) for verdict in ("new", "changed", "unchanged")))
    if uploaded.imported_at is None or done.added or done.changed:
        await store.record(tx, model.StaffListImported(list_id=uploaded.id, **msgspec.structs.asdict(done)))
    return done


def _decided(
    plan: Plan, choices: tuple[Choice, ...], people: Mapping[UUID, Person], uploaded: UploadedList
) -> list[MatchedRow]:
    """Return the rows to import, the doubtful ones as they were decided; the rows of one person are one."""
    chosen = {choice.row: choice.person for choice in choices}
    places = {choice.row: place for place, choice in enumerate(choices)}
    lines = []
    for line in plan.lines:
        if line.verdict == "doubtful":
            choice = chosen.get(line.row, "")
            if choice not in {"new", "skip", *map(str, line.candidates)}:
                place = places.get(line.row, 0)
                raise model.ChoiceMissing(number=line.number, field=f"choices.{place}.person")
            decided = matching.resolved(line, choice, people, has_category=uploaded.has_category)
            if decided is not None:
                lines.append(decided)
        elif line.verdict != "error":
            lines.append(line)
    return list(_one_each(lines, people, uploaded))


def _one_each(lines: list[MatchedRow], people: Mapping[UUID, Person], uploaded: UploadedList) -> Iterable[MatchedRow]:
    """Join the rows that were decided to be one person: none of them overwrites another."""
    own: dict[UUID, list[MatchedRow]] = {}
    for line in lines:
        if line.person_id is not None:
            own.setdefault(line.person_id, []).append(line)
    for line in lines:
        same = own.get(line.person_id, []) if line.person_id else []
        if len(same) < 2:
            yield line
        elif line is same[0]:
            listed = [matching.listed_facts(uploaded.list.rows[one.row], uploaded.as_of) for one in same]
            person = people[line.person_id] if line.person_id else None
            assert person is not None
            yield matching.compared(line, reduce(joined_facts, listed), person, uploaded.has_category)
