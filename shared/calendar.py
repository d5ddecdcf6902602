"""The production calendar: which days are working days, by the Labour Code and the government's yearly act.

Only the transfers are data (shared/calendars/, a file per year). Weekends, holidays (ст. 112 ТК РФ), the move of a
holiday that falls on a day off, and the shortened day before a holiday (ст. 95 ТК РФ) follow from the law.
"""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

FOLDER = Path(__file__).parent / "calendars"
DAY = timedelta(days=1)
# What a length of time may be counted in.
UNITS = frozenset({"days", "weeks", "working_days", "months", "years"})
# New Year and Christmas: here only the government's act moves a holiday that falls on a day off.
JANUARY = frozenset((1, day) for day in range(1, 9))
HOLIDAYS = JANUARY | {(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}


class Transfer(msgspec.Struct, frozen=True, rename={"day": "from"}):
    """A day off moved by the government: `day` becomes a working day (unless it is a holiday), `to` a day off."""

    day: date
    to: date


class Year(msgspec.Struct, frozen=True):
    """The government's act for one year; `published` is false until it is out.

    It is not `confirmed` while its days are known from others and its own text was not read.
    """

    year: int
    source: str
    published: bool
    confirmed: bool = True
    transfers: tuple[Transfer, ...] = ()


class Calendar(msgspec.Struct, frozen=True):
    """The working week of an organization, five or six days, and the holidays of its region.

    `regional` are days of one year, `yearly` are months and days of every year.
    """

    week: Literal[5, 6] = 5
    regional: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()


FIVE = Calendar(5)
SIX = Calendar(6)


@cache
def year(number: int) -> Year:
    """Return the act for a year; a year without a file has no transfers and is not published."""
    file = FOLDER / f"{number}.json"
    if not file.exists():
        return Year(number, "ст. 112 ТК РФ", published=False)
    return msgspec.json.decode(file.read_bytes(), type=Year)


def is_holiday(day: date, calendar: Calendar = FIVE) -> bool:
    """Tell whether the day is a holiday of the country or of the region."""
    return (day.month, day.day) in HOLIDAYS | calendar.yearly or day in calendar.regional


def is_working(day: date, calendar: Calendar = FIVE) -> bool:
    """Tell whether people of this calendar work on that day."""
    if is_holiday(day, calendar):
        return False
    if _weekend(day, calendar):
        return day in _moved_from(day.year, calendar)
    return day not in _moved_to(day.year, calendar)


def is_shortened(day: date, calendar: Calendar = FIVE) -> bool:
    """Tell whether the working day is an hour shorter: the eve of a holiday, or a day worked instead of one."""
    if not is_working(day, calendar):
        return False
    eve = _moved_from(day.year, calendar).get(day, day)
    return is_holiday(eve + DAY, calendar)


def add_working_days(day: date, count: int, calendar: Calendar = FIVE) -> date:
    """Return the last of `count` working days after `day`; the count begins on the next day (ст. 14 ТК РФ)."""
    while count > 0:
        day += DAY
        count -= is_working(day, calendar)
    return day


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (or earlier), or the last day of a shorter month."""
    whole = day.month - 1 + months
    number, month = day.year + whole // 12, whole % 12 + 1
    return date(number, month, min(day.day, monthrange(number, month)[1]))


def last_day(begins: date, months: int) -> date:
    """Return the last day of a term of so many months that begins on `begins` (ст. 192 ГК РФ).

    It is the eve of the same number; where the last month lacks the number, the month's last day: 12 months from
    29 February 2028 end on 28 February 2029.
    """
    reached = add_months(begins, months)
    return reached - DAY if reached.day == begins.day else reached


def months_long(begins: date, ends: date) -> int:
    """Return how many months a term has, an unfinished month included: 1 September – 30 September next year has 13."""
    months = max(0, (ends.year - begins.year) * 12 + ends.month - begins.month - 1)
    while last_day(begins, months) < ends:
        months += 1
    return months


def years_long(begins: date, ends: date) -> int:
    """Return how many years a term has, an unfinished year included."""
    return -(-months_long(begins, ends) // 12)


def years_between(since: date, day: date) -> Decimal:
    """Return the years from one day to another: whole years by the calendar, the rest in days; never below zero."""
    whole = max(0, day.year - since.year)
    if whole and add_months(since, 12 * whole) > day:
        whole -= 1
    reached, following = add_months(since, 12 * whole), add_months(since, 12 * (whole + 1))
    return whole + Decimal(max(0, (day - reached).days)) / (following - reached).days


def not_final(first: date, last: date) -> list[int]:
    """Return the years between two days for which the government's act on days off is not out yet."""
    return [number for number in range(first.year, last.year + 1) if not year(number).published]


def later(day: date, count: int, unit: str, calendar: Calendar = FIVE) -> date:
    """Return the day so many days, working days, weeks, months or years later; LookupError for another unit."""
    match unit:
        case "days":
            return day + count * DAY
        case "weeks":
            return day + 7 * count * DAY
        case "working_days":
            return add_working_days(day, count, calendar)
        case "months":
            return add_months(day, count)
        case "years":
            return add_months(day, 12 * count)
    raise LookupError(f"days are not counted in {unit or 'bare numbers'}")


def last_of(begins: date, count: int, unit: str, calendar: Calendar = FIVE) -> date:
    """Return the last day of a term that begins with a day; LookupError for a unit in which days are not counted."""
    if unit in ("months", "years"):
        return last_day(begins, count * (12 if unit == "years" else 1))
    return later(begins, count, unit, calendar) - DAY


def next_working_day(day: date, calendar: Calendar = FIVE) -> date:
    """Return the day itself when it is a working day, else the first one after it."""
    while not is_working(day, calendar):
        day += DAY
    return day


def _weekend(day: date, calendar: Calendar) -> bool:
    return day.weekday() >= calendar.week


def _moved_from(number: int, calendar: Calendar) -> dict[date, date]:
    """Return the days off that are worked, each with the day that is off instead."""
    return {move.day: move.to for move in year(number).transfers if _weekend(move.day, calendar)}


@cache
def _moved_to(number: int, calendar: Calendar) -> frozenset[date]:
    """Return the weekdays that are off because a day off was moved to them, by the act or by the law itself."""
    by_act = {move.to for one in (number - 1, number) for move in year(one).transfers if _weekend(move.day, calendar)}
    off = set(by_act)
    decided = {move.day for move in year(number).transfers}
    regional = {day for day in calendar.regional if day.year == number}
    by_law = regional | {date(number, month, day) for month, day in (HOLIDAYS | calendar.yearly) - JANUARY}
    for holiday in sorted(by_law):
        if _weekend(holiday, calendar) and holiday not in decided:
            day = holiday + DAY
            while _weekend(day, calendar) or is_holiday(day, calendar) or day in off:
                day += DAY
            off.add(day)
    return frozenset(off)
