"""The wishes about the staff."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.college.person import model, naming, queries, store
from services.programs.college.person.model import Category, Employment, Facts, Person
from services.programs.college.person.queries import PersonCard
from shared import ids
from shared.db import Tx
from shared.documents.named import Cased
from shared.documents.names import Gender
from shared.wish import Line as Words
from shared.wish import Note, Wish

Word = Annotated[str, Meta(min_length=1, max_length=80, pattern="[A-Za-zА-Яа-яЁё]")]
Years = Annotated[float, Meta(ge=0, le=75)]
Load = Annotated[float, Meta(ge=0, le=model.MOST_LOAD)]
Year = Annotated[int, Meta(ge=1930, le=2100)]


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
    employment: Employment = ""


class ChangePerson(AddPerson, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct the facts about an employee; the command carries all of them.

    `same_person` confirms a correction that looks as if it made another person of the employee.
    """

    person_id: UUID
    same_person: bool = False


class DismissPerson(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mark that an employee left."""

    person_id: UUID
    dismissed_on: date
    reason: Note = ""


class ReturnPerson(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take a dismissed employee back."""

    person_id: UUID


Form = Annotated[str, Meta(max_length=300)]


class CorrectNaming(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Correct how documents write an employee; an empty form is proposed by rule again."""

    person_id: UUID
    gender: Gender = ""
    genitive: Form = ""
    dative: Form = ""
    accusative: Form = ""
    instrumental: Form = ""
    post_genitive: Form = ""
    post_dative: Form = ""
    post_accusative: Form = ""
    post_instrumental: Form = ""


async def hold_staff(tx: Tx) -> list[Person]:
    """Lock the staff before comparing a list with it; return every employee, dismissed ones too."""
    await store.lock(tx)
    return await store.everybody(tx)


async def take_in(tx: Tx, facts: Facts, known: Person | None) -> None:
    """Add an employee from a list, or change a known one, who is taken back if dismissed; call hold_staff first."""
    if known is None:
        await store.record(tx, model.PersonAdded(person_id=ids.pseudonym(), facts=facts))
        return
    if known.dismissed_on is not None:
        await store.record(tx, model.PersonReturned(person_id=known.id))
    if facts != model.facts_of(known):
        await store.record(tx, model.PersonChanged(person_id=known.id, facts=facts))


async def add_person(tx: Tx, command: AddPerson) -> UUID:
    """Add an employee; return the id."""
    await store.lock(tx)
    facts = _facts(command, tx.today)
    namesakes = [one for one in await store.everybody(tx) if one.key == facts.key]
    added = model.add(facts, namesakes=namesakes, person_id=ids.pseudonym(), today=tx.today)
    await store.record(tx, added)
    return added.person_id


async def change_person(tx: Tx, command: ChangePerson) -> None:
    """Correct the facts about an employee."""
    await store.lock(tx)
    person = await store.person(tx, command.person_id)
    facts = _facts(command, tx.today)
    if facts.experience == model.experience_shown(person, tx.today):
        facts = msgspec.structs.replace(facts, experience=person.experience, experience_on=person.experience_on)
    namesakes = [one for one in await store.everybody(tx) if one.key == facts.key]
    changed = model.change(person, facts, today=tx.today, namesakes=namesakes, same_person=command.same_person)
    if changed is not None:
        await store.record(tx, changed)


def _facts(command: AddPerson, today: date) -> Facts:
    """Return the typed fields as facts; typed experience is as of today."""
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
    await store.record(tx, model.dismiss(person, on=command.dismissed_on, reason=command.reason, today=tx.today))


async def return_person(tx: Tx, command: ReturnPerson) -> None:
    """Take a dismissed employee back."""
    await store.lock(tx)
    await store.record(tx, model.bring_back(await store.person(tx, command.person_id)))


async def correct_naming(tx: Tx, command: CorrectNaming) -> None:
    """Correct how documents write an employee: who keeps the staff, or the person."""
    await store.lock(tx)
    card = await queries.nameable(tx, command.person_id)
    name, post = (Cased(**{case: getattr(command, at + case) for case in naming.CASES}) for at in ("", "post_"))
    await keep_naming(tx, card, gender=command.gender, name=name, post=post)


async def keep_naming(tx: Tx, card: PersonCard, *, gender: Gender = "", name: Cased, post: Cased) -> None:
    """Keep corrected forms of an employee's name and first post for later documents."""
    corrected = naming.correct(card.id, card.named, gender=gender, name=name, post=post)
    if corrected is not None:
        await store.record(tx, corrected)


async def count_staff(tx: Tx) -> int:
    """Tell the region the staff figures when they changed; return how many events that made."""
    await store.lock(tx)
    people = await store.everybody(tx)
    if not people:
        return 0
    counted = model.count(people, await organization.edition(tx, tx.today), today=tx.today)
    told = model.count_again(counted, await store.told(tx))
    if told is None:
        return 0
    await store.record(tx, told)
    return 1
