"""Views of needs: who needs a mentor, who may need one, and the mentees' own assessments."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from services.programs.college.organization import queries as organization
from services.programs.college.person import model as people_rules
from services.programs.college.person import queries as people
from services.programs.college.person.queries import PersonCard
from services.programs.pairing.need import model
from services.programs.pairing.need.model import Need, Teacher
from shared.actor import Role
from shared.contracts import terms
from shared.contracts.regulation import Edition
from shared.db import Tx, once


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """A mentee's own assessment: levels of difficulty and strength by domain, as codes of the edition.

    `levels` are those of the edition in their order. `words` are empty for a reader with whom the mentee did not share
    them.
    """

    id: UUID
    person_id: UUID
    difficulties: dict[str, str]
    strengths: dict[str, str]
    words: dict[str, str]
    request: str
    words_shared: bool
    edition: str
    levels: tuple[str, ...]
    assessed_on: date
    assessed_at: datetime

    @property
    def difficult(self) -> list[str]:
        """The domains with a difficulty, the highest level first."""
        return [
            domain
            for hard in reversed(model.rising(self.levels))
            for domain, level in self.difficulties.items()
            if level == hard
        ]

    @property
    def strong(self) -> list[str]:
        """The domains in which the mentee is strong: those of the highest level."""
        highest = model.rising(self.levels)[-1:]
        return [domain for domain, level in self.strengths.items() if level in highest]


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """What mentoring needs to know of an employee; the rest of the card is for the staff office."""

    is_person: ClassVar[bool] = True

    id: UUID
    full_name: str
    short: str
    post: str
    subject: str
    experience_years: int | None
    hired_on: date | None


class NeedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A person who needs a mentor."""

    person: Colleague
    reason: str
    reason_word: str
    marked_on: date
    assessed_on: date | None
    difficult: tuple[str, ...]
    difficult_words: tuple[str, ...] = ()


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may need a mentor, and why."""

    person: Colleague
    reason: str
    reason_word: str


class Refresh(msgspec.Struct, frozen=True, kw_only=True):
    """The progress of the yearly review of the list (4.1.3): how many teachers are done, and the next deadline."""

    reviewed: int
    of: int
    due: date
    often: str
    clause: str

    @property
    def done(self) -> bool:
        """Whether everybody was reviewed within the year."""
        return self.reviewed == self.of


class _Reviewed(msgspec.Struct, frozen=True):
    person_id: UUID
    reviewed_on: date


async def active(tx: Tx, person_id: UUID) -> Need | None:
    """Return the mark of a person, if there is one."""
    return await tx.maybe(
        Need, "select person_id, reason, marked_on from need where person_id = $1 and lifted_on is null", person_id
    )


@once
async def marks(tx: Tx) -> dict[UUID, Need]:
    """Return the marks by person."""
    held = await tx.many(
        Need, "select person_id, reason, marked_on from need where lifted_on is null order by marked_on, person_id"
    )
    return {need.person_id: need for need in held}


@once
async def reviews(tx: Tx) -> dict[UUID, date]:
    """Return when each teacher was last reviewed."""
    found = await tx.many(_Reviewed, "select person_id, reviewed_on from review")
    return {one.person_id: one.reviewed_on for one in found}


@once
async def needs(tx: Tx) -> list[NeedRow]:
    """Return everybody who needs a mentor, by surname, without those who were dismissed."""
    edition = await organization.edition(tx, tx.today)
    marked = await marks(tx)
    assessments = {one.person_id: one for one in await latest(tx)}
    made_under = {one.edition: await organization.edition_called(tx, one.edition) for one in assessments.values()}

    def row(person: PersonCard, need: Need, assessed: Assessment | None) -> NeedRow:
        hard = tuple(assessed.difficult) if assessed else ()
        return NeedRow(
            person=colleague(person),
            reason=need.reason,
            reason_word=edition.word("need_reasons", need.reason),
            marked_on=need.marked_on,
            assessed_on=assessed.assessed_on if assessed else None,
            difficult=hard,
            difficult_words=tuple(made_under[assessed.edition].word("domains", code) for code in hard)
            if assessed
            else (),
        )

    return [
        row(person, marked[person.id], assessments.get(person.id))
        for person in await people.people(tx)
        if person.id in marked
    ]


@once
async def latest(tx: Tx) -> list[Assessment]:
    """Return the latest assessment of each person, without the words that are not shared."""
    found = await tx.many(
        Assessment,
        """select distinct on (a.person_id) a.id, a.person_id, difficulties, strengths, request, words_shared, edition,
                  coalesce((select jsonb_path_query_array(e.edition,
                              '$.dictionaries[*] ? (@.code == "levels").entries[*].code')
                            from edition e where e.edition_id = a.edition), '[]') as levels,
                  coalesce(w.words, '{}') as words, assessed_on, assessed_at
           from assessment a left join assessment_words w on w.assessment_id = a.id
           order by a.person_id, assessed_at desc, a.id desc""",
    )
    return [_seen(tx, one) for one in found]


async def assessment(tx: Tx, person_id: UUID) -> Assessment | None:
    """Return the latest assessment of a person; with the words only if the actor may read them."""
    found = await history(tx, person_id)
    return found[0] if found else None


async def for_mentor(tx: Tx, mentee_ids: Sequence[UUID]) -> dict[UUID, Assessment]:
    """Return mentees' latest assessments as their mentor may read them: the request, and words if they are shared.

    Whoever calls it must know that the actor is in a live pair with these people, as its mentor.
    """
    found = await _assessments(tx, mentee_ids)
    return {one.person_id: one for one in reversed(found)}


async def history(tx: Tx, person_id: UUID) -> list[Assessment]:
    """Return every assessment of a person, the latest first."""
    return [_seen(tx, one) for one in await _assessments(tx, [person_id])]


async def _assessments(tx: Tx, person_ids: Sequence[UUID]) -> list[Assessment]:
    return await tx.many(
        Assessment,
        """select a.id, a.person_id, difficulties, strengths, coalesce(w.words, '{}') as words, request,
                  words_shared, edition,
                  coalesce((select jsonb_path_query_array(e.edition,
                              '$.dictionaries[*] ? (@.code == "levels").entries[*].code')
                            from edition e where e.edition_id = a.edition), '[]') as levels, assessed_on, assessed_at
           from assessment a left join assessment_words w on w.assessment_id = a.id
           where a.person_id = any($1::uuid[]) order by assessed_at desc, a.id desc""",
        list(person_ids),
    )


def _seen(tx: Tx, one: Assessment) -> Assessment:
    """Return what the actor may read: the levels; words and request only for the mentee and the curator, as promised.

    Row-level security hides words that were not shared, or no longer are, from everybody else.
    """
    if tx.actor.has(Role.CURATOR) or tx.actor.person_id == one.person_id:
        return one
    return msgspec.structs.replace(one, words={}, request="")


async def lines(tx: Tx, assessment: Assessment) -> list[dict[str, Any]]:
    """Return an assessment line by line, in the words of the edition it was made under."""
    edition = await organization.edition_called(tx, assessment.edition)
    levels = edition.words("levels")
    strengths, strong = model.strengths(levels), assessment.strong
    return [
        {
            "title": entry.title,
            "difficulty": level_in_words(edition, assessment.difficulties.get(entry.code, "")),
            "state": model.tone(levels, assessment.difficulties.get(entry.code, "")),
            "strength": strengths.get(assessment.strengths.get(entry.code, ""), "—"),
            "strong": entry.code in strong,
            "words": assessment.words.get(entry.code, ""),
        }
        for entry in edition.entries("domains")
    ]


def level_in_words(edition: Edition, code: str) -> str:
    """Return a level in the words of the edition; a dash when there is none."""
    return edition.word("levels", code) if code else "—"


async def teachers(tx: Tx, edition: Edition) -> list[tuple[PersonCard, Teacher]]:
    """Return every employee, as this subject sees them."""
    looked = await reviews(tx)
    return [(one, teacher(one, edition, looked.get(one.id))) for one in await people.people(tx)]


def colleague(person: PersonCard) -> Colleague:
    """Return an employee as the readers of the list of needs see them."""
    return Colleague(**{name: getattr(person, name) for name in Colleague.__struct_fields__})


def teacher(person: PersonCard, edition: Edition, reviewed_on: date | None) -> Teacher:
    """Return an employee as this subject sees them."""
    return Teacher(
        person_id=person.id,
        works=person.dismissed_on is None,
        teaches=people_rules.teaches(person.posts, edition),
        counted=person.counted,
        experience_years=person.experience_years,
        hired_on=person.hired_on,
        reviewed_on=reviewed_on,
    )


async def suggestions(tx: Tx) -> list[Suggestion]:
    """Return who may need a mentor and was not reviewed yet: novices and newcomers."""
    edition = await organization.edition(tx, tx.today)
    marked = await marks(tx)
    found = []
    for person, one in await teachers(tx, edition):
        reason = model.suggest(
            one, marked.get(person.id), edition=edition, novice_years=people_rules.NOVICE_YEARS, today=tx.today
        )
        if reason:
            found.append(
                Suggestion(person=colleague(person), reason=reason, reason_word=edition.word("need_reasons", reason))
            )
    return found


async def refresh(tx: Tx) -> Refresh | None:
    """Return the progress of the yearly review; None while there is nobody to review."""
    today = tx.today
    edition = await organization.edition(tx, today)
    dues = [
        model.due(one.reviewed_on, edition, today=today)
        for _, one in await teachers(tx, edition)
        if one.works and one.teaches and one.counted
    ]
    if not dues:
        return None
    reviewed = sum(due > today for due in dues)
    often, clause = terms.often(edition, "needs_refresh"), edition.term("needs_refresh").clause
    return Refresh(reviewed=reviewed, of=len(dues), due=min(dues), often=often, clause=clause)


# The role that follows from a mark, for person $1.
ROLES = "select 'mentee' as role from need where person_id = $1 and lifted_on is null"


async def roles_of(tx: Tx, person_id: UUID) -> frozenset[Role]:
    """Return the role that follows from a mark: who needs a mentor is a mentee."""
    return people.roles(await tx.connection.fetch(ROLES, person_id))
