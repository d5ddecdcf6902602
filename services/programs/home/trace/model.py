"""Explains an event that left the college to the person it is about: what left, to whom, on what ground."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from shared.contracts.programs import FromCollege, Outcome
from shared.contracts.regulation import Edition
from shared.event import (
    CONSENT,
    Dictionary,
    Label,
    Means,
    current,
    declared,
    leaving,
    marked,
    name_of,
    people_of,
    sealed_fields,
)

CONTRACTS = {name_of(told): told for told in declared(FromCollege)}
OUTCOME = marked(Outcome, Dictionary)


class FieldLine(msgspec.Struct, frozen=True):
    """One field that left: its label, its value in words, the ground on which it may leave."""

    label: str
    value: str
    ground: str


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """One fact as it left; `named` when the person's name or own words went with it and can still be read."""

    title: str
    to: str
    ground: str
    named: bool
    lines: tuple[FieldLine, ...]
    erased: str = ""


GROUNDS = {
    "figure": "число или дата для показателей",
    "code": "слово из справочника или номер дела",
    "pseudonym": "номер вместо имени",
    "public duty": "публичные сведения о колледже",
    "by consent: publication": "ваше согласие на публикацию карточки",
    "by consent: route": "ваше согласие на запрос маршрута",
}


def contract_of(name: str) -> type[FromCollege] | None:
    """Return the contract of an event with this name; None for an unknown one."""
    return CONTRACTS.get(name)


def today(told: FromCollege) -> FromCollege:
    """Return the event that left, upgraded to its newest version."""
    newest = current(told)
    assert isinstance(newest, FromCollege)
    return newest


def unknown(name: str) -> Left:
    """Return the entry for an event of an unknown version: people still see that it left."""
    return Left(
        title=f"Факт прежней версии: {name}",
        to=FromCollege.addressee,
        ground="спросите оператора",
        named=False,
        lines=(),
    )


def names(told: FromCollege, person_id: UUID) -> bool:
    """Tell whether a fact carries this person's number."""
    return any(person_id in _people(told, field) for field in people_of(type(told)))


def explain(
    told: FromCollege, person_id: UUID, edition: Edition, words: Callable[[date], str], erased_on: date | None = None
) -> Left:
    """Explain an event to the person it is about; for erased words, only their labels."""
    grounds = {field: mark.ground for field, mark in leaving(type(told)).items() if mark is not None}
    gone = sealed_fields(type(told)) if erased_on else {}
    lines = tuple(
        FieldLine(_label(told, field), value, GROUNDS[ground])
        for field, ground in grounds.items()
        if field not in gone and (value := _value(told, field, person_id, edition, words))
    )
    erased = f"стёрто {words(erased_on)}" if erased_on else ""
    if gone:
        labels = ", ".join(_label(told, field) for field in gone)
        lines = (FieldLine(labels, erased, GROUNDS[grounds[next(iter(gone))]]), *lines)
    consents = sorted({ground for ground in grounds.values() if ground.startswith(CONSENT)})
    return Left(
        title=_title(told, person_id),
        to=told.addressee,
        ground=_consented(told, consents, words) if consents else told.because,
        named=bool(consents) and not erased,
        lines=lines,
        erased=erased,
    )


def _consented(told: FromCollege, consents: list[str], words: Callable[[date], str]) -> str:
    # Every event that leaves by consent carries its day.
    given: date = msgspec.structs.asdict(told)["consented_on"]
    return f"{', '.join(GROUNDS[one] for one in consents)} от {words(given)}"


def _title(told: FromCollege, person_id: UUID) -> str:
    labels = marked(type(told), Label)
    you = [labels[field].you for field in people_of(type(told)) if person_id in _people(told, field)]
    return ": вы ".join([told.your_title or told.happened, *filter(None, you)])


def _label(told: FromCollege, field: str) -> str:
    if field == told.about and field in people_of(type(told)):
        return "Вы"
    return marked(type(told), Label)[field].text


def _people(told: FromCollege, field: str) -> tuple[UUID, ...]:
    value = getattr(told, field)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _value(told: FromCollege, field: str, person_id: UUID, edition: Edition, words: Callable[[date], str]) -> str:
    """Return a value in words; another person's number left too but is not shown."""
    if field in people_of(type(told)):
        people = _people(told, field)
        return ", ".join("вы, под своим номером" if one == person_id else "номер без имени" for one in people)
    value: Any = getattr(told, field)
    if isinstance(value, date):
        return words(value)
    means = marked(type(told), Means).get(field)
    if means is not None:
        return means.words.get(value, value or "")
    dictionary = marked(type(told), Dictionary).get(field)
    if isinstance(value, dict) and dictionary is not None:
        return "; ".join(
            f"{edition.word(dictionary.name, code)}: {edition.word(dictionary.values, level)}"
            for code, level in value.items()
        )
    if isinstance(value, tuple) and all(isinstance(one, Outcome) for one in value):
        return "; ".join(_outcome(one, edition) for one in value)
    codes = value if isinstance(value, tuple) else (value,)
    return ", ".join(edition.word(dictionary.name, code) if dictionary else str(code) for code in codes)


def _outcome(outcome: Outcome, edition: Edition) -> str:
    words = {field: edition.word(mark.name, getattr(outcome, field)) for field, mark in OUTCOME.items()}
    return f"{words['domain']}: {words['before']} → {words['after']}"
