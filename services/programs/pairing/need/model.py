"""Who needs a mentor and why, and how a mentee assesses their own difficulties and strengths."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import ClassVar
from uuid import UUID

import msgspec

from shared.actor import Role
from shared.calendar import add_months, last_day
from shared.contracts.programs import LIFTED_FOR, NeedLifted, NeedMarked
from shared.contracts.regulation import Code, Edition
from shared.contracts.terms import reach
from shared.errors import Conflict, Forbidden, Invalid, NotFound, gathering
from shared.event import Event
from shared.wish import Note

KEEPERS = frozenset({Role.CURATOR, Role.HEAD})
READERS = KEEPERS | {Role.COUNCIL}
MENTEES = frozenset({Role.MENTEE})

# Why a mark is removed. The edition lists reasons for marking a need, but not for ending one.
NO_DIFFICULTY = "none"
# The edition words its levels for difficulties; these words say for strengths what the levels say in their order.
NO_STRENGTH, STRONGEST = "нет", "могу научить других"
BETWEEN = ("немного", "уверенно")
# The highest level of difficulty is a warning, and so, less, is the one before it.
TONES = ("late", "wait")


# Who reads an assessment: every page that promises it says these words, and the queries keep to it.
READS_LEVELS = "Уровни видят вы, куратор, директор, совет наставников и ваш наставник."
READS_REQUEST = "Запрос прочтут куратор и наставник, которому предложат пару с вами."
READS_WORDS = "Слова по областям видите только вы, а если разрешите — ещё куратор и наставник."


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """A mark that has not been removed."""

    person_id: UUID
    reason: str
    marked_on: date


class LostNeed(msgspec.Struct, frozen=True):
    """A mark that a dismissal took: its reason, and when it was lifted."""

    person_id: UUID
    reason: str
    lifted_on: date


# A dismissal that was a slip is found within a month; who comes back later is looked at anew.
UNDONE_WITHIN = timedelta(days=31)


class Teacher(msgspec.Struct, frozen=True, kw_only=True):
    """An employee as this subject sees them."""

    person_id: UUID
    works: bool
    teaches: bool
    counted: bool = True
    experience_years: int | None = None
    hired_on: date | None = None
    reviewed_on: date | None = None


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the domains: how hard, how strong, and the mentee's own words."""

    domain: Code
    difficulty: Note = ""
    strength: Note = ""
    words: Note = ""


class NeedReviewed(Event, frozen=True, kw_only=True, tag="programs.need_reviewed.v1"):
    """The curator reviewed a teacher: no mentor is needed now."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Проверено, нужен ли наставник"

    person_id: UUID
    reviewed_on: date


class NeedsConfirmed(Event, frozen=True, kw_only=True, tag="programs.needs_confirmed.v1"):
    """The curator reviewed the whole list of those who need a mentor (R4.1.3)."""

    about: ClassVar[str] = "confirmed_on"
    happened: ClassVar[str] = "Подтверждён список тех, кому нужен наставник"

    confirmed_on: date
    person_ids: tuple[UUID, ...]


class DifficultiesAssessed(Event, frozen=True, kw_only=True, tag="programs.difficulties_assessed.v1"):
    """A mentee assessed difficulties and strengths over the domains of the edition, in their own words (R4.2.2)."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "Оценены затруднения"

    assessment_id: UUID
    person_id: UUID
    assessed_on: date
    edition: str
    difficulties: dict[str, str]
    strengths: dict[str, str]
    words: dict[str, str]
    request: str
    words_shared: bool


class AlreadyMarked(Conflict):
    """Этот педагог уже отмечен как наставляемый (Положение, п. 4.1.3)."""


class NotMarked(NotFound):
    """Этот педагог не отмечен как наставляемый, или он вам не виден."""


class NoLongerHere(Conflict):
    """Этот сотрудник уволен. Наставляемым может быть только тот, кто работает в организации."""


class NotTeaching(Invalid):
    """Должность не педагогическая: наставничество — для педагогических работников (Положение, п. 1.1)."""


class ReasonUnknown(Invalid):
    """Выберите основание из списка (Положение, пп. 1.1 и 1.2)."""


class NobodyToReview(Conflict):
    """Подтверждать некого: сначала загрузите список сотрудников (Положение, п. 4.1.3)."""


class NotTheMentee(Forbidden):
    """Затруднения и сильные стороны отмечает сам наставляемый (Положение, п. 4.2.2)."""


class LevelMissing(Invalid):
    """Выберите уровень (Положение, п. 4.2.2)."""


class DomainsIncomplete(Invalid):
    """Оцените все области из п. 4.2.2 Положения. Не хватает: {domain}."""


class NothingSaid(Invalid):
    """Отметьте хотя бы одно затруднение или напишите запрос: с этого начинается программа (Положение, п. 1.2)."""


def rising(levels: Iterable[str]) -> list[str]:
    """Return the levels of an edition in their order, the lowest first, without the one that says there is none."""
    return [code for code in levels if code != NO_DIFFICULTY]


def strengths(levels: Iterable[str]) -> dict[str, str]:
    """Return in words what each level of an edition means for a strength."""
    codes = rising(levels)
    middle, last = codes[:-1], codes[-1:]
    words = BETWEEN[-len(middle) :] if len(middle) <= len(BETWEEN) else [
        f"{place} из {len(codes)}" for place in range(1, len(codes))
    ]  # fmt: skip
    return {NO_DIFFICULTY: NO_STRENGTH} | dict(zip(middle, words, strict=False)) | dict.fromkeys(last, STRONGEST)


def tone(levels: Iterable[str], level: str) -> str:
    """Return how strongly a level of difficulty warns; empty when there is no difficulty."""
    order = rising(levels)
    if level not in order:
        return ""
    above = len(order) - 1 - order.index(level)
    return TONES[above] if above < len(TONES) else "info"


def mark(teacher: Teacher, marked: Need | None, *, reason: str, edition: Edition, today: date) -> NeedMarked:
    """Mark that a teacher needs a mentor."""
    if not teacher.works:
        raise NoLongerHere
    if not teacher.teaches:
        raise NotTeaching(field="person_id")
    if marked is not None:
        raise AlreadyMarked
    if reason not in edition.words("need_reasons"):
        raise ReasonUnknown(field="reason")
    return NeedMarked(person_id=teacher.person_id, reason=reason, marked_on=today)


def restore(lost: LostNeed, *, today: date) -> NeedMarked | None:
    """Return the mark that an undone dismissal took; None when the person comes back after longer, as somebody new."""
    if today - lost.lifted_on > UNDONE_WITHIN:
        return None
    return NeedMarked(person_id=lost.person_id, reason=lost.reason, marked_on=today)


def lift(marked: Need | None, *, reason: str, today: date) -> NeedLifted:
    """Remove a mark."""
    if marked is None:
        raise NotMarked
    if reason not in LIFTED_FOR:
        raise ReasonUnknown(field="reason")
    return NeedLifted(person_id=marked.person_id, reason=reason, lifted_on=today)


def leave(teacher: Teacher, marked: Need | None, *, today: date) -> NeedReviewed:
    """Decide that a teacher needs no mentor now."""
    if not teacher.works:
        raise NoLongerHere
    if marked is not None:
        raise AlreadyMarked
    return NeedReviewed(person_id=teacher.person_id, reviewed_on=today)


def confirm(teachers: Iterable[Teacher], *, today: date) -> NeedsConfirmed | None:
    """Confirm the whole list; None when it was confirmed today already."""
    here = [one for one in teachers if one.works and one.teaches and one.counted]
    if not here:
        raise NobodyToReview
    if all(one.reviewed_on == today for one in here):
        return None
    return NeedsConfirmed(confirmed_on=today, person_ids=tuple(one.person_id for one in here))


def due(reviewed_on: date | None, edition: Edition, *, today: date) -> date:
    """Return when to review a teacher again, by the term of the edition (4.1.3); today if never reviewed."""
    if reviewed_on is None:
        return today
    if edition.term("needs_refresh").unit == "per_year":
        return add_months(reviewed_on, 12 // max(1, edition.number("needs_refresh")))
    return reach(edition, "needs_refresh", reviewed_on)


def suggest(teacher: Teacher, marked: Need | None, *, edition: Edition, novice_years: int, today: date) -> str:
    """Return the reason why this teacher may need a mentor; empty when there is none or the teacher was reviewed.

    A reason that the edition does not list does not count.
    """
    if marked is not None or not (teacher.works and teacher.teaches):
        return ""
    if teacher.reviewed_on is not None and due(teacher.reviewed_on, edition, today=today) > today:
        return ""
    known = edition.words("need_reasons")
    if teacher.experience_years is not None and teacher.experience_years < novice_years and "novice" in known:
        return "novice"
    recently = teacher.hired_on is not None and teacher.hired_on <= today <= last_day(teacher.hired_on, 12)
    return "new-workplace" if recently and "new-workplace" in known else ""


def assess(
    person_id: UUID,
    rows: Iterable[Row],
    *,
    marked: Need | None,
    request: str,
    words_shared: bool,
    edition: Edition,
    assessment_id: UUID,
    today: date,
) -> DifficultiesAssessed:
    """Assess a mentee's difficulties and strengths in every domain of the edition."""
    if marked is None or marked.person_id != person_id:
        raise NotTheMentee
    complete = _complete(list(rows), edition)
    difficulties = {row.domain: row.difficulty for row in complete.values()}
    if all(level == NO_DIFFICULTY for level in difficulties.values()) and not request.strip():
        raise NothingSaid(field="request")
    return DifficultiesAssessed(
        assessment_id=assessment_id,
        person_id=person_id,
        assessed_on=today,
        edition=edition.edition,
        difficulties=difficulties,
        strengths={row.domain: row.strength for row in complete.values()},
        words={row.domain: row.words.strip() for row in complete.values() if row.words.strip()},
        request=request.strip(),
        words_shared=words_shared,
    )


def _complete(rows: list[Row], edition: Edition) -> Mapping[str, Row]:
    """Return a row for every domain of the edition, in its order; refuse beside the field that is missing."""
    levels = edition.words("levels")
    places = {row.domain: place for place, row in enumerate(rows)}
    entries = edition.entries("domains")
    with gathering() as each:
        with each:
            if absent := [entry.title for entry in entries if entry.code not in places]:
                raise DomainsIncomplete(domain=", ".join(absent), field="rows")
        for entry in entries:
            for field in ("difficulty", "strength") if entry.code in places else ():
                with each:
                    if getattr(rows[places[entry.code]], field) not in levels:
                        raise LevelMissing(field=f"rows.{places[entry.code]}.{field}")
    return {entry.code: rows[places[entry.code]] for entry in entries}
