"""Stores employees: locks, reads for decisions, and the only writes to their table."""

from uuid import UUID

import msgspec

from services.programs.college.person import refusals as no
from services.programs.college.person.model import (
    Facts,
    Person,
    PersonAdded,
    PersonChanged,
    PersonDismissed,
    PersonReturned,
)
from services.programs.college.person.naming import PersonNamed
from shared.contracts.programs import StaffCounted
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(PersonAdded)
async def _added(tx: Tx, event: PersonAdded) -> None:
    await tx.run(
        """insert into person (id, surname, given_name, patronymic, name_key, posts, subject, education, graduated,
             experience, experience_on, category, category_date, hired_on, birth_date, birth_year, load,
             employment, added_at, changed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19)""",
        event.person_id, *_columns(event.facts), tx.now,
    )  # fmt: skip


@apply.on(PersonChanged)
async def _changed(tx: Tx, event: PersonChanged) -> None:
    await tx.run(
        """update person set surname = $2, given_name = $3, patronymic = $4, name_key = $5, posts = $6, subject = $7,
             education = $8, graduated = $9, experience = $10, experience_on = $11, category = $12,
             category_date = $13, hired_on = $14, birth_date = $15, birth_year = $16, load = $17,
             employment = $18, changed_at = $19
           where id = $1""",
        event.person_id, *_columns(event.facts), tx.now,
    )  # fmt: skip


def _columns(facts: Facts) -> tuple[object, ...]:
    return (
        facts.surname, facts.given_name, facts.patronymic, facts.key, list(facts.posts), facts.subject,
        facts.education, facts.graduated, facts.experience, facts.experience_on, facts.category, facts.category_date,
        facts.hired_on, facts.birth_date, facts.birth_year, facts.load,
        facts.employment,
    )  # fmt: skip


@apply.on(PersonNamed)
async def _named(tx: Tx, event: PersonNamed) -> None:
    await tx.run("update person set naming = $2 where id = $1", event.person_id, msgspec.to_builtins(event.naming))


@apply.on(PersonDismissed)
async def _dismissed(tx: Tx, event: PersonDismissed) -> None:
    await tx.run(
        "update person set dismissed_on = $2, dismissed_for = $3 where id = $1",
        event.person_id, event.dismissed_on, event.reason,
    )  # fmt: skip


@apply.on(PersonReturned)
async def _returned(tx: Tx, event: PersonReturned) -> None:
    await tx.run("update person set dismissed_on = null, dismissed_for = null where id = $1", event.person_id)


@apply.on(StaffCounted)
async def _counted(tx: Tx, event: StaffCounted) -> None:
    await tx.run(
        """insert into staff_count (as_of, teachers, novices, under_35) values ($1, $2, $3, $4)
           on conflict (organization) do update set as_of = excluded.as_of, teachers = excluded.teachers,
             novices = excluded.novices, under_35 = excluded.under_35""",
        event.as_of, event.teachers, event.novices, event.under_35,
    )  # fmt: skip


async def lock(tx: Tx) -> None:
    """Wait for others who change the staff: two lists at once would add each person twice."""
    await tx.run("select pg_advisory_xact_lock(hashtext('programs.person ' || $1))", tx.organization)


async def person(tx: Tx, person_id: UUID) -> Person:
    """Lock an employee and return them; NotFound when there is none."""
    await tx.lock("person", id=person_id)
    found = await tx.maybe(
        Person,
        """select id, surname, given_name, patronymic, posts, subject, education, graduated, experience, experience_on,
                  category, category_date, hired_on, birth_date, birth_year, load, employment, dismissed_on
           from person where id = $1""",
        person_id,
    )
    if found is None:
        raise no.PersonUnknown
    return found


async def everybody(tx: Tx) -> list[Person]:
    """Return every employee, dismissed ones too."""
    return await tx.many(
        Person,
        """select id, surname, given_name, patronymic, posts, subject, education, graduated, experience, experience_on,
                  category, category_date, hired_on, birth_date, birth_year, load, employment, dismissed_on
           from person order by id""",
    )


async def told(tx: Tx) -> StaffCounted | None:
    """Return the figures last told."""
    return await tx.maybe(
        StaffCounted,
        "select as_of, teachers, novices, under_35 from staff_count where organization = $1",
        tx.organization,
    )
