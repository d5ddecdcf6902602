"""Geometry of time: a program's months with its activities, a route's years with its lanes. Pure, like charts."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

from shared import words
from shared.contracts.terms import month_now
from shared.web.charts import Tick, share

State = Literal["done", "late", "next", "later"]


class Mark(msgspec.Struct, frozen=True):
    """An activity: a circle at its day."""

    x: float
    title: str
    state: State


class Timeline(msgspec.Struct, frozen=True):
    """A program with its months and activities."""

    sentence: str
    months: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    # Today's position in percent of the program's length; None before it begins and after it ends.
    today: float | None
    gone: float


class Span(msgspec.Struct, frozen=True):
    """An activity of a route that lasts, such as a course; its label may use the space up to the next one."""

    x: float
    # The length of the activity, in percent of that space.
    width: float
    room: float
    title: str
    period: str


class Lane(msgspec.Struct, frozen=True):
    """Spans of one kind."""

    title: str
    spans: tuple[Span, ...]


class Ribbon(msgspec.Struct, frozen=True):
    """A route: lanes over its study years."""

    sentence: str
    years: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    today: float | None


def timeline(begins: date, ends: date, today: date, activities: Sequence[tuple[str, date, bool]]) -> Timeline:
    """Return a program's timeline: (what, due, done) on the line of its months."""
    coming = min((due for _, due, done in activities if not done and due >= today), default=None)
    marks = tuple(
        Mark(_along(due, begins, ends), f"{title}: {words.day(due, today)}", _state(due, done, today, coming))
        for title, due, done in sorted(activities, key=lambda each: each[1])
    )
    gone = _along(today, begins, ends)
    inside = begins <= today <= ends
    return Timeline(
        _story(begins, ends, today, marks, coming), _months(begins, ends), marks, gone if inside else None, gone
    )


def _along(when: date, begins: date, ends: date) -> float:
    return share((when - begins).days, (ends - begins).days)


def _state(due: date, done: bool, today: date, coming: date | None) -> State:
    if done:
        return "done"
    if due < today:
        return "late"
    return "next" if due == coming else "later"


def _firsts(begins: date, ends: date) -> list[date]:
    """Return the first day of each month of the period; for the first month, the day on which the period begins."""
    months, year, month = [begins], begins.year, begins.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if date(year, month, 1) > ends:
            return months
        months.append(date(year, month, 1))


def _months(begins: date, ends: date) -> tuple[Tick, ...]:
    firsts = _firsts(begins, ends)
    return tuple(Tick(_along(first, begins, ends), words.SHORT_MONTHS[first.month - 1]) for first in firsts)


def _story(begins: date, ends: date, today: date, marks: Sequence[Mark], coming: date | None) -> str:
    done = sum(mark.state == "done" for mark in marks)
    late = sum(mark.state == "late" for mark in marks)
    parts = [f"Программа: {words.period(begins, ends)}"]
    if begins <= today <= ends:
        parts.append(f"сейчас {month_now(begins, ends, today)}")
    parts.append(f"выполнено {done} из {words.counted(len(marks), 'мероприятия', 'мероприятий', 'мероприятий')}")
    if late:
        parts.append(f"{words.plural(late, 'просрочено', 'просрочены', 'просрочено')} {late}")
    if coming:
        parts.append(f"следующее — {words.until(coming, today)}")
    return ", ".join(parts) + "."


def ribbon(
    begins: date, ends: date, today: date, lanes: Sequence[tuple[str, Sequence[tuple[str, date, date]]]]
) -> Ribbon:
    """Return a route's ribbon: lanes of (what, from, to) over its study years, which begin on 1 September."""
    drawn = tuple(
        Lane(title, tuple(_span(spans, number, begins, ends) for number in range(len(spans)))) for title, spans in lanes
    )
    autumns = [date(year, 9, 1) for year in range(begins.year, ends.year + 1)]
    starts = [begins, *(autumn for autumn in autumns if begins < autumn <= ends)]
    years = tuple(Tick(_along(start, begins, ends), _study_year(start)) for start in starts)
    told = "; ".join(f"{lane.title}: {', '.join(s.title for s in lane.spans) or 'пока ничего'}" for lane in drawn)
    inside = begins <= today <= ends
    return Ribbon(
        f"Маршрут: {words.period(begins, ends)}. {told}.", years, drawn, _along(today, begins, ends) if inside else None
    )


def _span(spans: Sequence[tuple[str, date, date]], number: int, begins: date, ends: date) -> Span:
    what, first, last = spans[number]
    left, right = _along(first, begins, ends), _along(last, begins, ends)
    following = [_along(start, begins, ends) for _, start, _ in spans if start > first]
    room = round(max(right, min(following, default=100.0), left + 1) - left, 1)
    return Span(left, share(max(1.0, right - left), room), room, what, words.period(first, last))


def _study_year(start: date) -> str:
    year = start.year if start.month >= 9 else start.year - 1
    return f"{year}/{(year + 1) % 100:02}"
