"""How a fact that left the college is told to the person whom it is about: what, to whom, on what ground."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.programs.pairing.need.model import LIFTED_FOR
from shared.contracts import labels, programs
from shared.contracts.programs import (
    FromCollege,
    MentorPublished,
    MentorWithdrawn,
    PairStarted,
    RouteRequested,
    RouteWithdrawn,
)
from shared.contracts.regulation import Edition
from shared.event import current, leaving, name_of, sealed_fields

CONTRACTS = {name_of(told): told for told in FromCollege.__subclasses__()}
CONSENT = "by consent: "


class Line(msgspec.Struct, frozen=True):
    """One field as it left: its label, its value in words, why it may leave."""

    label: str
    value: str
    ground: str


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """One fact as it left; `named` when the person's name or own words went with it and can still be read."""

    title: str
    to: str
    ground: str
    named: bool
    lines: tuple[Line, ...]
    erased: str = ""


TITLES = {
    programs.NeedMarked: "Вы отмечены: нужен наставник",
    programs.NeedLifted: "Отметка «нужен наставник» снята",
    programs.PairStarted: "Началась ваша пара",
    programs.PairEnded: "Ваша пара завершена",
    programs.ProgramStarted: "Началась ваша программа",
    programs.MeetingHeld: "Прошла встреча по вашей программе",
    programs.ProgramCompleted: "Ваша программа завершена",
    programs.ProgramCorrected: "Ваша программа изменена",
    programs.MentorPublished: "Ваша карточка наставника опубликована",
    programs.MentorWithdrawn: "Ваша карточка наставника отозвана",
    programs.RouteRequested: "Вы запросили индивидуальный маршрут",
    programs.RouteWithdrawn: "Вы отозвали согласие на маршрут",
    programs.SystemIntroduced: "Вы названы куратором в приказе о наставничестве",
}

# Most of what leaves is counted; two facts go to people, and only with a consent.
TO: dict[type[FromCollege], str] = {
    MentorPublished: "региону: реестр наставников",
    MentorWithdrawn: "региону: реестр наставников",
    RouteRequested: "региону: центр (ЦНППМ)",
    RouteWithdrawn: "региону: центр (ЦНППМ)",
}
COUNTED = "региону: мониторинг"

GROUNDS = {
    "figure": "число или дата для показателей",
    "code": "слово из справочника или номер дела",
    "pseudonym": "номер вместо имени",
    "public duty": "публичные сведения о колледже",
    "by consent: publication": "ваше согласие на публикацию карточки",
    "by consent: route": "ваше согласие на запрос маршрута",
}

LABELS = labels.LABELS | {"person_id": "Вы"}


def contract_of(name: str) -> type[FromCollege] | None:
    """Return how a fact of that name is read; None for one that is not known here."""
    return CONTRACTS.get(name)


def today(told: FromCollege) -> FromCollege:
    """Return the fact that left, as it would be told today."""
    said = current(told)
    assert isinstance(said, FromCollege)
    return said


def unknown(name: str) -> Left:
    """Tell of a fact whose version nobody here knows any more: that it left is said all the same."""
    return Left(title=f"Факт прежней версии: {name}", to=COUNTED, ground="спросите оператора", named=False, lines=())


def names(told: FromCollege, person_id: UUID) -> bool:
    """Tell whether a fact carries this person's number."""
    values = [getattr(told, field) for field in told.__struct_fields__]
    return any(value == person_id or (isinstance(value, tuple) and person_id in value) for value in values)


def explain(
    told: FromCollege, person_id: UUID, edition: Edition, words: Callable[[date], str], erased_on: date | None = None
) -> Left:
    """Tell somebody a fact about them; of words that were erased, only what they were about."""
    grounds = {field: mark.ground for field, mark in leaving(type(told)).items() if mark is not None}
    gone = sealed_fields(type(told)) if erased_on else {}
    lines = tuple(
        Line(LABELS[field], said, GROUNDS[ground])
        for field, ground in grounds.items()
        if field not in gone and (said := _said(told, field, person_id, edition, words))
    )
    erased = f"стёрто {words(erased_on)}" if erased_on else ""
    if gone:
        lines = (Line(", ".join(LABELS[field] for field in gone), erased, GROUNDS[grounds[next(iter(gone))]]), *lines)
    consents = {ground for ground in grounds.values() if ground.startswith(CONSENT)}
    ground = "без имени, для показателей"
    if consents:
        given = words(told.consented_on) if isinstance(told, MentorPublished | RouteRequested) else ""
        ground = f"{', '.join(GROUNDS[one] for one in sorted(consents))} от {given}"
    elif isinstance(told, MentorWithdrawn):
        ground = "вы отозвали согласие или больше не наставник: карточку надо убрать"
    elif isinstance(told, RouteWithdrawn):
        ground = "вы отозвали согласие: имя и запрос надо стереть"
    return Left(
        title=_title(told, person_id),
        to=TO.get(type(told), COUNTED),
        ground=ground,
        named=bool(consents) and not erased,
        lines=lines,
        erased=erased,
    )


def _title(told: FromCollege, person_id: UUID) -> str:
    title = TITLES[type(told)]
    if isinstance(told, PairStarted):
        return f"{title}: вы {'наставник' if told.mentor_id == person_id else 'наставляемый'}"
    return title


def _said(told: FromCollege, field: str, person_id: UUID, edition: Edition, words: Callable[[date], str]) -> str:
    """Return a value in words; another person's number is not shown, though it went too."""
    value: Any = getattr(told, field)
    if field in PEOPLE:
        people = value if isinstance(value, tuple) else (value,)
        return ", ".join("вы, под своим номером" if one == person_id else "номер без имени" for one in people)
    if isinstance(value, date):
        return words(value)
    if field == "outcomes":
        return "; ".join(
            f"{edition.word('domains', one.domain)}: {_level(edition, one.before)} → {_level(edition, one.after)}"
            for one in value
        )
    if field == "difficulties":
        return "; ".join(f"{edition.word('domains', code)}: {_level(edition, at)}" for code, at in value.items())
    if isinstance(told, programs.MeetingHeld) and field == "form":
        return MEETING_FORMS.get(told.form or "", "")
    dictionary = DICTIONARIES.get(field)
    if field == "reason":
        dictionary = "end_reasons" if isinstance(told, programs.PairEnded) else "need_reasons"
        value = LIFTED_FOR.get(value, value) if isinstance(told, programs.NeedLifted) else value
    if isinstance(value, tuple):
        return ", ".join(edition.word(dictionary, one) if dictionary else str(one) for one in value)
    return edition.word(dictionary, value) if dictionary else str(value)


def _level(edition: Edition, code: str) -> str:
    return edition.word("levels", code)


MEETING_FORMS = {"onsite": "очно", "online": "онлайн"}
PEOPLE = ("person_id", "curator_id", "mentor_id", "mentee_ids")
DICTIONARIES = {"form": "forms", "kinds": "kinds", "domains": "domains", "strengths": "domains"}
