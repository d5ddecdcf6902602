"""What may be wished of the staff."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.college.person import matching, model, queries, store
from services.programs.college.person.matching import Line, Plan
from services.programs.college.person.model import Category, Facts, Person
from services.programs.college.person.staff_list import parse
from shared import ids
from shared.db import Tx
from shared.documents.spreadsheet import read_aside
from shared.wish import Line as Words
from shared.wish import Note, Upload, Wish

Word = Annotated[str, Meta(min_length=1, max_length=80, pattern="[A-Za-zА-Яа-яЁё]")]
Years = Annotated[float, Meta(ge=0, le=75)]
Load = Annotated[float, Meta(ge=0, le=5)]
Year = Annotated[int, Meta(ge=1930, le=2100)]


class UploadStaffList(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Read a staff list from a file, to look at it before anything changes."""

    file: Upload


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person decided about a doubtful row: who it is, `new`, or `skip`."""

    row: int
    person: Annotated[str, Meta(max_length=40)] = ""


class ImportStaffList(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take in an uploaded list, exactly as it was previewed."""

    list_id: UUID
    seen: Annotated[str, Meta(max_length=64)]
    choices: tuple[Choice, ...] = ()


class AddPerson(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Add an employee by hand; posts are separated by a semicolon."""

    surname: Word
    given_name: Word
    patronymic: Annotated[str, Meta(max_length=80)] = ""
    posts: Words
    subject: Note = ""
    education: Note = ""
    graduated: Year | None = None
    experience: Years | None = None
    category: Category = "none"
    category_date: date | None = None
    hired_on: date | None = None
    birth_date: date | None = None
    load: Load | None = None


class ChangePerson(AddPerson, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct what is known of an employee: the new whole."""

    person_id: UUID


class DismissPerson(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mark that an employee left."""

    person_id: UUID
    dismissed_on: date
    reason: Note = ""


class ReturnPerson(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a dismissed employee back."""

    person_id: UUID


class Imported(msgspec.Struct, frozen=True):
    """What an import did."""

    added: int
    changed: int
    unchanged: int


async def upload_staff_list(tx: Tx, command: UploadStaffList) -> UUID:
    """Read a list and keep it; return its id. The same content again is the same list."""
    today = await organization.today(tx)
    staff = parse(await read_aside(command.file.content), today)
    await store.lock(tx)
    uploaded = model.upload(
        staff, list_id=ids.new(tx.now), file_name=command.file.name, today=today, known=await store.lists(tx)
    )
    if isinstance(uploaded, UUID):
        return uploaded
    await store.record(tx, uploaded)
    return uploaded.list_id


async def preview(tx: Tx, list_id: UUID) -> Plan:
    """Return what importing a list would do."""
    uploaded = await queries.upload(tx, list_id)
    return matching.plan(uploaded.list, await store.everybody(tx), as_of=uploaded.as_of)


async def import_staff_list(tx: Tx, command: ImportStaffList) -> Imported:
    """Take in a list: only what was previewed, and only what changes."""
    await store.lock(tx)
    uploaded = await queries.upload(tx, command.list_id)
    people = {person.id: person for person in await store.everybody(tx)}
    plan = matching.plan(uploaded.list, list(people.values()), as_of=uploaded.as_of)
    if plan.seal != command.seen:
        raise model.PreviewStale
    lines = _decided(plan, command.choices, people, has_category=uploaded.has_category)
    for line in lines:
        await _take_in(tx, line, people)
    done = Imported(*(sum(line.verdict == verdict for line in lines) for verdict in ("new", "changed", "unchanged")))
    if uploaded.imported_at is None or done.added or done.changed:
        await store.record(tx, model.StaffListImported(list_id=uploaded.id, **msgspec.structs.asdict(done)))
    await count_staff(tx)
    return done


def _decided(
    plan: Plan, choices: tuple[Choice, ...], people: Mapping[UUID, Person], *, has_category: bool
) -> list[Line]:
    """Return the lines to take in, the doubtful ones as they were decided."""
    chosen = {choice.row: choice.person for choice in choices}
    places = {choice.row: place for place, choice in enumerate(choices)}
    lines = []
    for line in plan.lines:
        if line.verdict == "doubtful":
            choice = chosen.get(line.row, "")
            if choice not in {"new", "skip", *map(str, line.candidates)}:
                place = places.get(line.row, 0)
                raise model.ChoiceMissing(number=line.number, field=f"choices.{place}.person")
            decided = matching.resolved(line, choice, people, has_category=has_category)
            if decided is not None:
                lines.append(decided)
        elif line.verdict != "error":
            lines.append(line)
    return lines


async def _take_in(tx: Tx, line: Line, people: Mapping[UUID, Person]) -> None:
    assert line.facts is not None
    if line.verdict == "new":
        await store.record(tx, model.PersonAdded(person_id=ids.pseudonym(), facts=line.facts))
        return
    assert line.person_id is not None
    if people[line.person_id].dismissed_on is not None:
        await store.record(tx, model.PersonReturned(person_id=line.person_id))
    if line.verdict == "changed":
        await store.record(tx, model.PersonChanged(person_id=line.person_id, facts=line.facts))


async def add_person(tx: Tx, command: AddPerson) -> UUID:
    """Add an employee; return the id."""
    await store.lock(tx)
    today = await organization.today(tx)
    facts = _facts(command, today)
    namesakes = [one for one in await store.everybody(tx) if one.key == facts.key]
    added = model.add(facts, namesakes=namesakes, person_id=ids.pseudonym(), today=today)
    await store.record(tx, added)
    await count_staff(tx)
    return added.person_id


async def change_person(tx: Tx, command: ChangePerson) -> None:
    """Correct what is known of an employee."""
    await store.lock(tx)
    person = await store.person(tx, command.person_id)
    today = await organization.today(tx)
    facts = _facts(command, today)
    if facts.experience == person.experience:
        facts = msgspec.structs.replace(facts, experience_on=person.experience_on)
    changed = model.change(person, facts, today=today)
    if changed is not None:
        await store.record(tx, changed)
        await count_staff(tx)


def _facts(command: AddPerson, today: date) -> Facts:
    """Return what was typed as what is known; experience that is typed is today's."""
    typed = {name: getattr(command, name) for name in Facts.__struct_fields__ if hasattr(command, name)}
    typed["posts"] = tuple(part for part in command.posts.split(";") if part.strip())
    for name in ("experience", "load"):
        value = typed[name]
        typed[name] = None if value is None else Decimal(f"{value:.4g}")
    return Facts(**typed, experience_on=None if command.experience is None else today)


async def dismiss_person(tx: Tx, command: DismissPerson) -> None:
    """Mark that an employee left."""
    await store.lock(tx)
    person = await store.person(tx, command.person_id)
    today = await organization.today(tx)
    await store.record(tx, model.dismiss(person, on=command.dismissed_on, reason=command.reason, today=today))
    await count_staff(tx)


async def return_person(tx: Tx, command: ReturnPerson) -> None:
    """Take a dismissed employee back."""
    await store.lock(tx)
    await store.record(tx, model.bring_back(await store.person(tx, command.person_id)))
    await count_staff(tx)


async def count_staff(tx: Tx) -> int:
    """Tell the figures of the staff when they changed; return how many facts that made."""
    await store.lock(tx)
    today = await organization.today(tx)
    people = await store.everybody(tx)
    if not people:
        return 0
    counted = model.count(people, await organization.edition(tx, today), today=today)
    told = model.count_again(counted, await store.told(tx))
    if told is None:
        return 0
    await store.record(tx, told)
    return 1
