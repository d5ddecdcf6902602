"""Pages behind a figure: its facts, and each fact as it was told."""

from datetime import date, tzinfo
from urllib.parse import urlencode

from services.monitoring.figure.completeness import queries as completeness
from services.monitoring.figure.declared.model import FIGURES
from services.monitoring.figure.evidence import model, queries
from services.monitoring.figure.evidence.queries import PAGE, FactFilter
from services.monitoring.figure.indicator.model import READERS
from services.monitoring.figure.indicator.queries import day_of
from shared.db import Tx
from shared.documents.spreadsheet import write_xlsx
from shared.doors import File, View, file, page
from shared.web.papers import as_xlsx
from shared.words import counted, local

COLUMNS = ("Факт", "Верно с", "Приказ №", "Получено", "Номер в потоке")
SEEN_BY = "Министерство, методисты, муниципальный координатор и оператор: без имён, дневников и слов о людях."


async def show_evidence(tx: Tx, organization: str, figure: str, asked: FactFilter = queries.ALL) -> View:
    """Show the facts behind a figure of an organization."""
    evidence = await queries.evidence(tx, organization, figure, asked)
    on, called = day_of(asked.on, tx.today), FIGURES[figure]
    state = await completeness.of(tx, organization)
    url = f"/monitoring/organizations/{organization}"
    first, last = (asked.page - 1) * PAGE + 1, (asked.page - 1) * PAGE + len(evidence.facts)
    shown = {
        "on": on,
        "today": tx.today,
        "url": url,
        "day": _query(FactFilter(on=asked.on)),
        "evidence": evidence,
        "title": called.title,
        "clause": called.clause,
        "sentence": model.FOLLOWS[called.counts],
        "told": called.told.happened,
        "speaker": model.speaker_of(figure),
        "state": state,
        "xlsx": f"{url}/figures/{figure}/facts.xlsx{_query(FactFilter(on=asked.on))}",
        "first": first,
        "last": last,
        "before": _turned(f"{url}/figures/{figure}", asked, -1) if asked.page > 1 else "",
        "after": _turned(f"{url}/figures/{figure}", asked, 1) if last < evidence.total else "",
    }
    return View("evidence/figure.html", shown, f"{called.title}: {state.name}", SEEN_BY)


async def show_fact(tx: Tx, organization: str, speaker: str, number: int) -> View:
    """Show a fact as it was told, with its place in its stream."""
    kept = await queries.kept(tx, organization, speaker, number)
    state = await completeness.of(tx, organization)
    shown = {
        "kept": kept,
        "told": model.explain(kept.event),
        "state": state,
        "url": f"/monitoring/organizations/{organization}",
        "own": speaker != "programs",
    }
    return View("evidence/fact.html", shown, f"Факт № {number}: {state.name}", SEEN_BY)


async def export_evidence(tx: Tx, organization: str, figure: str, asked: FactFilter = queries.ALL) -> File:
    """Return the facts behind a figure as a table file, with the day and the completeness above it."""
    on = day_of(asked.on, tx.today)
    evidence = await queries.whole(tx, organization, figure, on)
    state, called = await completeness.of(tx, organization), FIGURES[figure]
    lines = [_row(called.told.happened, fact, tx.zone) for fact in evidence.facts]
    known = "данные полны" if state.complete(tx.now) else "данные могут быть неполны"
    notes = [f"{called.title}: {evidence.value} на {on:%d.%m.%Y}; {known}. {model.FOLLOWS[called.counts]}", state.name]
    if evidence.total > len(lines):
        notes.append(f"Здесь последние {counted(len(lines), 'факт', 'факта', 'фактов')} из {evidence.total}.")
    return as_xlsx(f"{called.title} {on:%Y-%m-%d}", write_xlsx("Факты", list(COLUMNS), lines, notes=notes))


def _row(told: str, fact: model.Fact, zone: tzinfo) -> list[str | date | int]:
    return [told, fact.day, fact.document, f"{local(fact.received_at, zone):%d.%m.%Y %H:%M}", fact.number]


def _turned(url: str, asked: FactFilter, by: int) -> str:
    return url + _query(FactFilter(on=asked.on, page=asked.page + by))


def _query(asked: FactFilter) -> str:
    given = {"on": asked.on.isoformat() if asked.on else "", "page": asked.page if asked.page > 1 else ""}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"?{query}" if query else ""


FACT = "days and numbers: neither a name nor the number instead of a name is shown"
DOORS = [
    page(
        "/monitoring/organizations/{organization:str}/figures/{figure:str}",
        show_evidence,
        who=READERS,
        impersonal="numbers and days of facts, without what they say",
    ),
    file(
        "/monitoring/organizations/{organization:str}/figures/{figure:str}/facts.xlsx",
        export_evidence,
        who=READERS,
        impersonal="numbers and days of facts, without what they say",
    ),
    page(
        "/monitoring/organizations/{organization:str}/facts/{speaker:str}/{number:int}",
        show_fact,
        who=READERS,
        impersonal=FACT,
    ),
]
