"""Figures and what follows from them: shares, roll-ups, and the passports of indicators. Pure."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Literal

import msgspec

from shared.actor import Role

READERS = frozenset({Role.OFFICIAL, Role.MUNICIPAL, Role.METHODIST, Role.OPERATOR})


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What is counted about one organization, or about several together; people and things, never shares."""

    organization: str
    name: str
    municipality: str
    introduced: int
    teachers: int
    needing: int
    needing_with_pair: int
    mentors: int
    mentees: int
    involved: int
    pairs: int
    programs: int
    program_mentees: int
    completed: int
    overdue: int
    meetings: int
    meetings_online: int
    meetings_untold: int
    routes: int
    cards: int


COUNTED = tuple(name for name in Figures.__struct_fields__ if name not in ("organization", "name", "municipality"))
Unit = Literal["%", "чел.", "ед."]


class Passport(msgspec.Struct, frozen=True, kw_only=True):
    """The passport of an indicator, with the fields that state programs use; `of` and `by` name figures."""

    code: str
    name: str
    short: str
    unit: Unit
    period: str
    formula: str
    executor: str
    clause: str
    of: str
    by: str = ""

    def value(self, figures: Figures) -> float | None:
        """The indicator's value; None where it does not apply, which is not zero (V25)."""
        part: int = getattr(figures, self.of)
        if not self.by:
            return part
        whole: int = getattr(figures, self.by)
        return None if whole == 0 else 100 * part / whole


# Whoever is told a value must know which wording of the passports it is a value of.
EDITION = "2026-1"
PASSPORTS = (
    Passport(
        code="I01",
        name="Доля педагогов, вовлечённых в наставничество",
        short="Вовлечены",
        unit="%",
        period="постоянно",
        formula="наставники и наставляемые действующих пар ÷ педагогические работники × 100",
        executor="куратор организации",
        clause="Положение, раздел 5",
        of="involved",
        by="teachers",
    ),
    Passport(
        code="I05",
        name="Наставнических пар и групп по приказу",
        short="Пары и группы",
        unit="ед.",
        period="постоянно",
        formula="действующие пары и группы, закреплённые приказом",
        executor="куратор организации",
        clause="Положение, п. 4.1.4",
        of="pairs",
    ),
    Passport(
        code="I06",
        name="Персонализированных программ идёт",
        short="Программы",
        unit="ед.",
        period="постоянно",
        formula="утверждённые руководителем и не завершённые программы",
        executor="куратор организации",
        clause="Положение, п. 4.1.3",
        of="programs",
    ),
    Passport(
        code="I18",
        name="Охват: у кого из нуждающихся есть наставник",
        short="Охват",
        unit="%",
        period="постоянно",
        formula="нуждающиеся педагоги в действующих парах ÷ нуждающиеся педагоги × 100",
        executor="куратор организации",
        clause="Положение, п. 4.1.3",
        of="needing_with_pair",
        by="needing",
    ),
)
COVERAGE = PASSPORTS[-1]


def together(figures: Iterable[Figures], *, name: str, municipality: str = "") -> Figures:
    """Add figures up: the shares of several organizations are computed from sums, never averaged."""
    rows = list(figures)
    counted = {field: sum(getattr(row, field) for row in rows) for field in COUNTED}
    return Figures(organization="", name=name, municipality=municipality, **counted)


def by_municipality(figures: Iterable[Figures]) -> list[Figures]:
    """Return one line for each municipality, in alphabetical order."""
    place = attrgetter("municipality")
    rows = sorted(figures, key=place)
    return [together(group, name=name, municipality=name) for name, group in groupby(rows, key=place)]


def coverage(figures: Figures) -> float | None:
    """Which share of those who need a mentor has one."""
    return COVERAGE.value(figures)


class Stage(msgspec.Struct, frozen=True):
    """One step from a need to a result."""

    title: str
    people: int


def path(figures: Figures) -> list[Stage]:
    """From the need to the result, in people: each stage is a part of the one before."""
    return [
        Stage("Нужен наставник", figures.needing),
        Stage("Есть пара", figures.needing_with_pair),
        Stage("Программа идёт", figures.program_mentees),
    ]
