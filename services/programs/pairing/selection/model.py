"""Reasons for and against a mentor, from what the college knows; a person decides (Положение, п. 4.1.4)."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID

import msgspec

from shared.words import counted, listed

# Below so many years of teaching the short experience is named as a reason against.
SHORT_EXPERIENCE = 3
RANKS = ("none", "first", "highest", "mentor", "methodist")


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an employee who may be proposed as a mentor; names are as lists show them.

    `mentees` are those of now, proposals counted; `leaving` are the mentees whose pair ends soon, with the day.
    """

    is_person: ClassVar[bool] = True

    id: UUID
    short: str
    post: str
    subject: str
    category: str
    category_word: str
    experience_years: int | None
    teaches: bool
    needs_mentor: bool
    mentees: tuple[str, ...] = ()
    waiting: int = 0
    completed: int = 0
    declined: tuple[str, ...] = ()
    leaving: tuple[tuple[str, str], ...] = ()
    paired_with: tuple[str, ...] = ()


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be proposed: reasons for and against, and what would change the answer.

    `refused` says why they cannot be proposed at all; empty when they can.
    """

    known: Known
    same_subject: bool
    good: tuple[str, ...]
    bad: tuple[str, ...]
    change: str
    refused: str


def candidates(
    every: Iterable[Known],
    *,
    mentees: Iterable[UUID],
    subjects: Iterable[str],
    warn_above: int,
    forbidden: Mapping[UUID, str] = MappingProxyType({}),
) -> list[Candidate]:
    """Return everybody as a candidate, in the order in which they are offered.

    First come teachers of the same subject, then those with fewer mentees, then those with longer experience.
    `warn_above` is the number of mentees above which the edition warns; `forbidden` are those whom no form allows
    with these mentees, each with the reason.
    """
    chosen, taught = frozenset(mentees), frozenset(part for subject in subjects for part in _parts(subject))
    added = max(1, len(chosen))
    found = [_candidate(one, one.id in chosen, taught, added, warn_above, forbidden.get(one.id, "")) for one in every]
    return sorted(found, key=_place)


def _place(one: Candidate) -> tuple[object, ...]:
    known = one.known
    # Unknown experience is no zero: it stands after it.
    years = -1 if known.experience_years is None else known.experience_years
    apart = not known.teaches and not known.mentees and not known.completed
    return (
        bool(one.refused), apart, known.needs_mentor, not one.same_subject, len(known.mentees),
        -years, -RANKS.index(known.category) if known.category in RANKS else 0, known.short,
    )  # fmt: skip


def _candidate(
    known: Known, is_mentee: bool, taught: frozenset[str], added: int, warn_above: int, forbidden: str
) -> Candidate:
    same = not taught.isdisjoint(_parts(known.subject))
    refused = forbidden
    if is_mentee:
        refused = "для этого человека и ищем наставника"
    elif known.paired_with:
        refused = f"уже в паре: {listed(known.paired_with)}"
    return Candidate(
        known=known,
        same_subject=same,
        good=tuple(_good(known, same)),
        bad=tuple(_bad(known, same=same, added=added, warn_above=warn_above)),
        change=_change(known),
        refused=refused,
    )


def _good(known: Known, same: bool) -> Iterable[str]:
    if same:
        yield f"Тот же предмет: {known.subject[0].lower()}{known.subject[1:]}"
    if known.experience_years is not None and known.experience_years >= SHORT_EXPERIENCE:
        yield f"Стаж {counted(known.experience_years, 'год', 'года', 'лет')}"
    if known.category != "none":
        yield f"{known.category_word[0].upper()}{known.category_word[1:]}"
    if known.completed:
        yield f"{counted(known.completed, 'пара завершила', 'пары завершили', 'пар завершили')} программу"
    if not known.mentees:
        yield "Наставляемых сейчас нет"


def _bad(known: Known, *, same: bool, added: int, warn_above: int) -> Iterable[str]:
    total = len(known.mentees) + added
    if known.needs_mentor:
        yield "В списке тех, кому самим нужен наставник"
    if not known.teaches:
        yield "Должность не педагогическая"
    if not same and known.subject:
        yield f"Другой предмет: {known.subject[0].lower()}{known.subject[1:]}"
    if known.experience_years is None:
        yield "Стаж не указан"
    elif known.experience_years < SHORT_EXPERIENCE:
        years = counted(known.experience_years, "год", "года", "лет") if known.experience_years else "меньше года"
        yield f"Сам начинающий: стаж {years}"
    if total > warn_above:
        yield f"Наставляемых станет {total}. Нормы нет; проверьте, хватит ли времени"
    elif known.mentees:
        yield f"Уже есть наставляемые: {listed(known.mentees)}"
    if known.waiting:
        yield f"Без ответа {counted(known.waiting, 'предложение', 'предложения', 'предложений')}"
    if known.declined:
        yield f"Отказ от пары раньше: {listed(known.declined)}"


def _change(known: Known) -> str:
    ending = [f"Пара с {name} заканчивается {day}: освободится время." for name, day in known.leaving]
    return " ".join(ending)


def _parts(subject: str) -> frozenset[str]:
    """Return the subjects in a line of several: «Физика, методика физики» is two."""
    plain = subject.casefold().replace("ё", "е")
    return frozenset(filter(None, (" ".join(part.split()) for part in re.split("[,;/]", plain))))
