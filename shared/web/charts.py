"""Geometry of charts: pure functions from figures to percentages of the width, so that text never shrinks on a phone.

A page's door builds a chart, its template lays it out with the macro of the same name in `charts.html`. Every chart
has a `sentence` that says in words what it shows, for screen readers and for the line above the chart.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import msgspec

from shared import words

Figure = float | None


class Bar(msgspec.Struct, frozen=True):
    """One row: its bar is `width` percent of the longest."""

    label: str
    text: str
    width: float
    note: str = ""
    url: str = ""


class Bars(msgspec.Struct, frozen=True):
    """Horizontal bars, or a funnel."""

    sentence: str
    rows: tuple[Bar, ...]


class Tile(msgspec.Struct, frozen=True):
    """One municipality; `level` 1–5 picks the shade, 0 means that there is nothing to show."""

    label: str
    text: str
    level: int
    url: str


class Tiles(msgspec.Struct, frozen=True):
    """A schematic map: one tile for each municipality."""

    sentence: str
    tiles: tuple[Tile, ...]
    # The five shades with the range each stands for: «до 20 %», «20–40 %»…
    legend: tuple[str, ...]


class Dot(msgspec.Struct, frozen=True):
    """One known point of a line."""

    x: float
    y: float
    text: str
    month: str


class Series(msgspec.Struct, frozen=True):
    """One line of a chart."""

    name: str
    # Runs of known points as SVG polylines; a month without a figure interrupts the line: unknown is not zero.
    runs: tuple[str, ...]
    dots: tuple[Dot, ...]
    texts: tuple[str, ...]
    # From the first known month to the last: «+27».
    change: str


class Tick(msgspec.Struct, frozen=True):
    """A mark on an axis, in percent of its length."""

    at: float
    text: str


class Lines(msgspec.Struct, frozen=True):
    """Lines by months."""

    sentence: str
    series: tuple[Series, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def _text(value: Figure, unit: str) -> str:
    if unit == "%":
        return words.percent(value)
    return words.number(value) + (words.GAP + unit if unit and value is not None else "")


def _told(pairs: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{label} — {text}" for label, text in pairs)


def share(value: float, whole: float) -> float:
    """Return the share in percent, with one digit; 0 when the whole is 0."""
    return round(min(100.0, max(0.0, 100 * value / whole)), 1) if whole else 0.0


def bars(title: str, rows: Sequence[tuple[str, Figure]], *, unit: str = "", urls: Sequence[str] = ()) -> Bars:
    """Horizontal bars; percentages are drawn against 100, other figures against the greatest."""
    top = 100.0 if unit == "%" else max((value or 0 for _, value in rows), default=0.0)
    links = [*urls, *[""] * (len(rows) - len(urls))]
    drawn = tuple(
        Bar(label, _text(value, unit), share(value or 0, top), url=url)
        for (label, value), url in zip(rows, links, strict=True)
    )
    return Bars(f"{title}: {_told([(bar.label, bar.text) for bar in drawn])}.", drawn)


def funnel(title: str, rows: Sequence[tuple[str, int]]) -> Bars:
    """Bars whose notes say which share of the previous row remains."""
    top = max((value for _, value in rows), default=0)
    notes = ["", *(words.percent(share(after, before), 0) for (_, before), (_, after) in pairwise(rows))]
    drawn = tuple(
        Bar(label, words.number(value), share(value, top), note)
        for (label, value), note in zip(rows, notes[: len(rows)], strict=True)
    )
    return Bars(f"{title}: {_told([(bar.label.lower(), bar.text) for bar in drawn])}.", drawn)


def tiles(title: str, rows: Sequence[tuple[str, Figure, str]], *, unit: str = "%", top: float = 100) -> Tiles:
    """Tiles (label, figure, url) in five equal shades from 0 to `top`."""
    step = top / 5
    drawn = tuple(
        Tile(label, _text(value, unit), 0 if value is None else min(5, int(value // step) + 1), url)
        for label, value, url in rows
    )
    known = sorted((value, label) for label, value, _ in rows if value is not None)
    sentence = f"{title}: нет данных."
    if known:
        (low, last), (high, first) = known[0], known[-1]
        sentence = f"{title}: больше всего — {first}, {_text(high, unit)}; меньше всего — {last}, {_text(low, unit)}."
    bounds = [words.number(step * mark) for mark in range(1, 6)]
    legend = (f"до {bounds[0]}", *(f"{low}–{high}" for low, high in pairwise(bounds)))
    return Tiles(sentence, drawn, tuple(legend))


def nice(top: float) -> float:
    """Return the least round number not below `top` that divides into four equal round steps."""
    scale = 1.0
    while scale * 100 < top:
        scale *= 10
    return next(scale * mark for mark in (4, 8, 20, 40, 60, 80, 100) if scale * mark >= top)


def lines(
    title: str,
    months: Sequence[date],
    series: Sequence[tuple[str, Sequence[Figure]]],
    *,
    unit: str = "",
    top: float = 0,
) -> Lines:
    """Lines by months; up to three series, distinguished by dashes and not by color alone."""
    greatest = max((value for _, values in series for value in values if value is not None), default=0.0)
    height = 100.0 if unit == "%" else nice(max(top, greatest))
    wide = max(1, len(months) - 1)
    across = tuple(Tick(round(100 * i / wide, 2), words.SHORT_MONTHS[m.month - 1]) for i, m in enumerate(months))
    up = tuple(Tick(100 - 25 * i, _text(height * i / 4, "" if unit != "%" else unit)) for i in range(5))
    drawn = tuple(_series(name, values, across, height, unit) for name, values in series)
    told = [f"{each.name} — {_ends(each.dots)}" if len(drawn) > 1 else _ends(each.dots) for each in drawn if each.dots]
    return Lines(f"{title}: {'; '.join(told) or 'нет данных'}.", drawn, across, up)


def _ends(dots: Sequence[Dot]) -> str:
    return f"{dots[0].month} {dots[0].text}, {dots[-1].month} {dots[-1].text}"


def _series(name: str, values: Sequence[Figure], across: Sequence[Tick], height: float, unit: str) -> Series:
    runs: list[list[str]] = [[]]
    dots = []
    for value, tick in zip(values, across, strict=True):
        if value is None:
            runs.append([])
            continue
        dot = Dot(tick.at, round(100 - share(value, height), 2), _text(value, unit), tick.text)
        runs[-1].append(f"{dot.x},{dot.y}")
        dots.append(dot)
    texts = tuple(_text(value, unit) for value in values)
    known = [value for value in values if value is not None]
    change = words.signed(known[-1] - known[0]) if len(known) > 1 else ""
    return Series(name, tuple(" ".join(run) for run in runs if len(run) > 1), tuple(dots), texts, change)


def multiples(months: Sequence[date], rows: Sequence[tuple[str, Sequence[Figure]]], *, unit: str = "") -> list[Lines]:
    """Small charts of one series each under one common top, so that they can be compared."""
    top = max((value for _, values in rows for value in values if value is not None), default=0.0)
    return [lines(name, months, [(name, values)], unit=unit, top=top) for name, values in rows]
