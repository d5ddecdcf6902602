"""Views of the staff."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec

from services.programs.college.organization import queries as organization
from services.programs.college.person import refusals as no
from services.programs.college.person.model import (
    CATEGORIES,
    COUNTED_EMPLOYMENT,
    EMPLOYMENT,
    KEEPERS,
    NOVICE_YEARS,
    Category,
    Employment,
    Facts,
    Person,
    heads,
    name_key,
)
from shared import nomenclature
from shared.actor import Role
from shared.db import Tx, once
from shared.documents.named import Named, Naming
from shared.documents.names import FullName, surname_first
from shared.tasks import TODAY


class PersonCard(msgspec.Struct, frozen=True, kw_only=True):
    """An employee; experience is in years of teaching today, None when it is not known."""

    is_person: ClassVar[bool] = True

    id: UUID
    surname: str
    given_name: str
    patronymic: str
    posts: tuple[str, ...]
    subject: str
    education: str
    graduated: int | None
    category: Category
    category_date: date | None
    experience: Decimal | None
    experience_on: date | None
    experience_years: int | None
    hired_on: date | None
    birth_date: date | None
    birth_year: int | None
    load: Decimal | None
    employment: Employment
    added_at: datetime
    changed_at: datetime
    dismissed_on: date | None
    dismissed_for: str | None
    naming: Naming = Naming()

    @property
    def named(self) -> Named:
        """The name and the first post as documents write them."""
        return Named(self.name, self.posts[0] if self.posts else "", self.naming)

    @property
    def name(self) -> FullName:
        """The name in its parts, for declension."""
        return FullName(self.surname, self.given_name, self.patronymic)

    def facts(self) -> Facts:
        """Return the facts about the employee that the rules need."""
        return Facts(**{name: getattr(self, name) for name in Facts.__struct_fields__})

    @property
    def full_name(self) -> str:
        """«Вершинина Ольга Петровна»."""
        return str(self.name)

    @property
    def short(self) -> str:
        """«Вершинина О. П.»."""
        return surname_first(self.name)

    @property
    def post(self) -> str:
        """All posts as one line."""
        return ", ".join(self.posts)

    @property
    def category_word(self) -> str:
        """The category, in words."""
        return CATEGORIES[self.category]

    @property
    def employment_word(self) -> str:
        """On which ground they work here, as it is said."""
        return EMPLOYMENT[self.employment]

    @property
    def counted(self) -> bool:
        """Whether they are in the denominators of teachers, if they teach."""
        return self.employment in COUNTED_EMPLOYMENT

    @property
    def novice(self) -> bool:
        """Whether the employee is in the first three years of teaching."""
        return self.experience_years is not None and self.experience_years < NOVICE_YEARS


class Name(msgspec.Struct, frozen=True, array_like=True):
    """A name in its parts, and whose it is: an array, in the order of `named`."""

    surname: str
    given_name: str
    patronymic: str
    person_id: UUID


class StaffFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of the list of employees."""

    q: str = ""
    state: Literal["working", "dismissed", "all"] = "working"
    category: Literal["", "none", "first", "highest", "mentor", "methodist"] = ""
    experience: Literal["", "novice", "experienced", "unknown"] = ""


WORKING = StaffFilter()
ALL = StaffFilter(state="all")
GONE = StaffFilter(state="dismissed")


@once
async def people(tx: Tx, asked: StaffFilter = WORKING) -> list[PersonCard]:
    """Return employees in the order of their surnames."""
    return await tx.many(
        PersonCard,
        """select * from (
             select id, surname, given_name, patronymic, posts, subject, education, graduated, category, category_date,
                    experience, experience_on, hired_on, birth_date, birth_year, load, employment, naming,
                    added_at, changed_at,
                    dismissed_on, dismissed_for, name_key,
                    floor(service_years(experience, experience_on, $1))::int
                      as experience_years
             from person) p
           where ($2 = '' or strpos(name_key, $2) > 0
                  or strpos(replace(lower(array_to_string(posts, ' ') || ' ' || subject), 'ё', 'е'), $2) > 0)
             and ($3 = 'all' or (dismissed_on is null) = ($3 = 'working'))
             and ($4 = '' or category = $4)
             and case $5 when 'novice' then experience_years < 3 when 'experienced' then experience_years >= 3
                   when 'unknown' then experience_years is null else true end
           order by name_key, birth_date, id""",
        tx.today, name_key(asked.q), asked.state, asked.category,
        asked.experience,
    )  # fmt: skip


async def person(tx: Tx, person_id: UUID) -> PersonCard:
    """Return one employee."""
    found = await tx.maybe(
        PersonCard,
        """select id, surname, given_name, patronymic, posts, subject, education, graduated, category, category_date,
                  experience, experience_on, hired_on, birth_date, birth_year, load, employment, naming,
                    added_at, changed_at,
                  dismissed_on, dismissed_for,
                  floor(service_years(experience, experience_on, $2))::int
                    as experience_years
           from person where id = $1""",
        person_id, tx.today,
    )  # fmt: skip
    if found is None:
        raise no.PersonUnknown
    return found


async def nameable(tx: Tx, person_id: UUID) -> PersonCard:
    """Return an employee whose name in documents the actor may correct: their own, or anybody's for who keeps staff."""
    if not (tx.actor.system or tx.actor.has(*KEEPERS) or tx.actor.person_id == person_id):
        raise no.PersonUnknown
    return await person(tx, person_id)


async def everybody(tx: Tx) -> list[Person]:
    """Return the facts about every employee, dismissed ones too."""
    return await tx.many(
        Person,
        """select id, surname, given_name, patronymic, posts, subject, education, graduated, experience, experience_on,
                  category, category_date, hired_on, birth_date, birth_year, load, employment, dismissed_on
           from person order by id""",
    )


async def ids(tx: Tx) -> list[UUID]:
    """Return the ids of the employees who work here."""
    return [one.id for one in await people(tx)]


class Figures(msgspec.Struct, frozen=True):
    """The figures last told to the region."""

    as_of: date
    teachers: int
    novices: int
    under_35: int


async def count(tx: Tx) -> int:
    """Return how many employees there are, dismissed ones too."""
    found: int = await tx.value("select count(*) from person")
    return found


async def told(tx: Tx) -> Figures | None:
    """Return the figures last told."""
    return await tx.maybe(
        Figures, "select as_of, teachers, novices, under_35 from staff_count where organization = $1", tx.organization
    )


async def head(tx: Tx) -> PersonCard | None:
    """Return the head of the college by post: the director, or whoever acts as one."""
    found = [one for one in await people(tx) if heads(one.posts)]
    return found[0] if found else None


def _key(words: str) -> str:
    """Return what `name_key` returns, in SQL."""
    plain = f"regexp_replace(translate(lower({words}), 'ё‐‑–—−', 'е-----'), '\\s+', ' ', 'g')"
    return f"replace(replace({plain}, ' -', '-'), '- ', '-')"


POSITIONS = organization.entries("edition", "positions")
_TEACHING = f"""array(select {_key("entry->>'title'")}
                    from jsonb_array_elements({organization.rules_today(POSITIONS, TODAY)}) entry)"""  # noqa: S608 — of constants
# Whether a row `p` of `person` has a teaching post, by the nomenclature or the edition in force today, in a task: what
# model.teaches says.
TEACHES = f"""
    exists (select from (select {_key("post")} as key from unnest(p.posts) post) held
            where held.key like 'педагог%' or exists (
              select from unnest({_TEACHING}) title where strpos(held.key, title) > 0)
              or held.key ~ '{nomenclature.teaching()}')"""  # noqa: S608 — of constants

# Whether such a row is in the denominators of teachers: neither an external part-timer nor an outsider.
_COUNTED = ", ".join(f"'{one}'" for one in sorted(COUNTED_EMPLOYMENT))
COUNTED = f"p.employment in ({_COUNTED}) and {TEACHES}"


def named(person: str) -> str:
    """Return the SQL of a name in `person` as an array, for the facts of a task; `short` formats it."""
    return f"jsonb_build_array({person}.surname, {person}.given_name, {person}.patronymic, {person}.id)"


def short(name: Name) -> str:
    """Format a name as lists do: «Вершинина О. П.»."""
    return surname_first(FullName(name.surname, name.given_name, name.patronymic))


# The roles that follow from working here, for person $1.
ROLES = "select 'teacher' as role from person where id = $1 and dismissed_on is null"


async def roles_of(tx: Tx, person_id: UUID) -> frozenset[Role]:
    """Return the roles that follow from working here."""
    return roles(await tx.connection.fetch(ROLES, person_id))


def roles(rows: Iterable[Any]) -> frozenset[Role]:
    """Return the roles as the set of the rows' values."""
    return frozenset(Role(row["role"]) for row in rows)
