"""«Край сейчас»: the region's view of all organizations together, and of each."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from msgspec.structs import replace

from services.monitoring.figure.completeness import queries as completeness
from services.monitoring.figure.completeness.model import behind
from services.monitoring.figure.declared import model as declared
from services.monitoring.figure.indicator import model, queries
from services.monitoring.figure.indicator.model import READERS, Figures
from services.monitoring.figure.indicator.queries import FigureFilter, day_of
from shared.contracts.coverage import MEANING, covered_in_words
from shared.db import Tx
from shared.documents.spreadsheet import write_xlsx
from shared.doors import File, View, file, page
from shared.freshness import known_in_words
from shared.web import charts
from shared.web.papers import as_xlsx

SEEN_BY = "Министерство, методисты, муниципальный координатор и оператор: только числа, без имён."


async def show_region(tx: Tx, asked: FigureFilter) -> View:
    """Show the region or a municipality on a day: figures, coverage and how it changed, what is not in order."""
    found = await queries.shown(tx, asked)
    rows, on = found.rows, found.on
    whole = model.together(rows, name="Край")
    states = {state.organization: state for state in found.states}
    late = [(state, _lag(state.contact_at, tx.now)) for state in behind(found.states, tx.now)]
    shown: dict[str, Any] = {
        "asked": asked,
        "place": model.called(found.place),
        "narrowed": bool(asked.municipality) and asked.municipality != await queries.place(tx),
        "on": on,
        "today": tx.today,
        "day": _on(asked),
        "as_of": tx.now,
        "whole": whole,
        "titles": {figure.code: figure.title for figure in declared.FIGURES.values()},
        "columns": declared.shown("region"),
        "share": declared.COVERAGE.short,
        "rows": [(row, model.coverage(row), states.get(row.organization)) for row in rows],
        "known": known_in_words(len(states) - len(late), len(states)) if states else "",
        "behind": late,
        "behind_words": [f"{state.name} — {lag}" for state, lag in late],
        "missing": model.missing(whole, rows),
        "coverage_sentence": _coverage_words(whole, model.coverage(whole)),
        "path_sentence": MEANING,
        "xlsx": f"/monitoring/organizations.xlsx?{urlencode(_query(asked))}",
        "course": _course(await queries.course(tx, model.months(on), found.place)),
        **_charts(rows, whole, asked, found.place),
    }
    title = f"{model.called(found.place)} сейчас" if found.place else "Край сейчас"
    return View("indicator/region.html", shown, title, SEEN_BY)


def _course(days: list[model.Covered]) -> charts.Lines | None:
    """Return the chart of coverage by months; None while there are no two months to compare."""
    if sum(one.share is not None for one in days) < 2:
        return None
    return charts.lines("Охват", [one.on for one in days], [("Охват", [one.share for one in days])], unit="%")


def _charts(rows: list[Figures], whole: Figures, asked: FigureFilter, place: str) -> dict[str, Any]:
    places = [
        (one.name, model.coverage(one), f"/monitoring?{urlencode(_query(replace(asked, municipality=one.name)))}")
        for one in model.by_municipality(rows)
    ]
    return {
        "tiles": None if place else charts.tiles("Охват наставничеством", places),
        "shares": charts.bars("Охват", [(row.name, model.coverage(row)) for row in rows], unit="%"),
        "funnel": charts.funnel("От потребности до результата", [(one.title, one.people) for one in model.path(whole)]),
        "forms": charts.bars("Программы по организациям", [(row.name, row.programs) for row in rows]),
    }


def _coverage_words(whole: Figures, share: float | None) -> str:
    if share is None:
        return "Пока ни один педагог не отмечен как нуждающийся в наставнике."
    return f"{covered_in_words(whole.needing_with_pair, whole.needing)}."


def _on(asked: FigureFilter) -> str:
    """Return the query string that keeps the day."""
    return f"?on={asked.on.isoformat()}" if asked.on else ""


def _query(asked: FigureFilter) -> dict[str, str]:
    given = {"on": asked.on.isoformat() if asked.on else "", "municipality": asked.municipality}
    return {name: value for name, value in given.items() if value}


async def show_organization(tx: Tx, organization: str, asked: FigureFilter = queries.NOW) -> View:
    """Show one organization: its figures, their completeness, and the passports of the indicators.

    Every figure links to the facts behind it.
    """
    on, state = day_of(asked.on, tx.today), await completeness.of(tx, organization)
    row = next(iter(await queries.figures(tx, on, organization)), None)
    shown = {
        "row": row,
        "on": on,
        "today": tx.today,
        "state": state,
        "values": [(passport, passport.value(row)) for passport in declared.PASSPORTS] if row else [],
        "titles": {figure.code: figure.title for figure in declared.FIGURES.values()},
        "lines": [(figure, declared.parts(figure)) for figure in declared.shown("organization")],
        "figures": f"/monitoring/organizations/{organization}/figures",
        "day": _on(asked),
    }
    return View("indicator/organization.html", shown, state.name, SEEN_BY)


async def export_organizations(tx: Tx, asked: FigureFilter) -> File:
    """Return the table of organizations as a file, with the day and the completeness above it."""
    found = await queries.shown(tx, asked)
    complete = len(found.states) - len(behind(found.states, tx.now))
    columns = declared.shown("sheet")
    head = ["Организация", "Муниципалитет", *(figure.called for figure in columns), f"{declared.COVERAGE.short}, %"]
    lines = [
        [row.name, row.municipality, *(getattr(row, figure.code) for figure in columns), _rounded(model.coverage(row))]
        for row in found.rows
    ]
    notes = [f"На {found.on:%d.%m.%Y}. {known_in_words(complete, len(found.states)) if found.states else ''}".strip()]
    return as_xlsx(f"Наставничество {found.on:%Y-%m-%d}", write_xlsx("Организации", head, lines, notes=notes))


def _rounded(value: float | None) -> float | str:
    return "не применимо" if value is None else round(value, 1)


def _lag(contact: datetime | None, now: datetime) -> str:
    if contact is None:
        return "ещё не выходила на связь"
    minutes = int((now - contact).total_seconds() // 60)
    if minutes < 1:
        return "догоняет"
    if minutes < 60:
        return f"{minutes} мин"
    return f"{minutes // 60} ч" if minutes < 2880 else f"{minutes // 1440} дн"


DOORS = [
    page("/monitoring", show_region, who=READERS, impersonal="figures of organizations"),
    page(
        "/monitoring/organizations/{organization:str}",
        show_organization,
        who=READERS,
        impersonal="figures of organizations",
    ),
    file("/monitoring/organizations.xlsx", export_organizations, who=READERS, impersonal="figures of organizations"),
]
