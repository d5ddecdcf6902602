"""Regions side by side: the last values of each, and the course of an indicator by months. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Literal

import msgspec

from services.monitoring.federation.report.model import Reported
from services.monitoring.figure.declared.model import PASSPORTS
from shared.actor import Role
from shared.words import counted

READERS = frozenset({Role.OBSERVER, Role.OPERATOR})
CODES = tuple(passport.code for passport in PASSPORTS)
MONTHS = 12
# At most this many indicators are shown that are not known here yet, from a newer edition of the passports.
UNKNOWN = 4


class RegionNow(msgspec.Struct, frozen=True, kw_only=True):
    """A region: its last told indicators, and the state of its exchange."""

    organization: str
    name: str
    # The state of its exchange in words; the API calls it `said`.
    exchange: str = msgspec.field(name="said")
    state: Literal["ok", "wait", "late", ""]
    complete: bool
    contact_at: datetime | None
    indicators: list[Reported]

    def value(self, code: str) -> Reported | None:
        """Return the value that the region told for an indicator."""
        return next((one for one in self.indicators if one.indicator == code), None)

    @property
    def latest(self) -> Reported | None:
        """The newest value that it told: at that moment all others were unchanged."""
        return max(self.indicators, key=lambda one: one.number, default=None)


def codes(regions: Iterable[RegionNow]) -> list[str]:
    """Return the indicators that are known here, then the others that a region told."""
    told = {one.indicator for region in regions for one in region.indicators}
    return [*CODES, *sorted(told - set(CODES))[:UNKNOWN]]


def received(whole: int, of: int) -> str:
    """Say from how many regions everything came, as a sentence."""
    if of == 1:
        return "Получено всё." if whole else "Получено ещё не всё."
    if whole in (0, of):
        from_all = f"Получено всё от всех {counted(of, 'региона', 'регионов', 'регионов')}."
        return from_all if whole else "Получено ещё не всё, ни от одного региона."
    return f"Всё получено от {whole} из {counted(of, 'региона', 'регионов', 'регионов')}."


def months(until: date) -> list[date]:
    """Return the first days of the twelve months that end with this one."""
    last = until.year * 12 + until.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]


def by_months(story: Sequence[Reported], code: str, firsts: Sequence[date]) -> list[float | None]:
    """Return the value at the end of each month: the last one told by then; None before the first.

    A region tells only changes, so an untold month keeps the value before it. A withheld value is unknown.
    """
    values: list[float | None] = []
    for first in firsts:
        told = [one for one in story if one.indicator == code and _month(one.day) <= _month(first)]
        values.append(told[-1].value if told else None)
    return values


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
