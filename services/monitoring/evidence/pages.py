"""What stands behind a figure: its facts, and each of them as it was told."""

from urllib.parse import urlencode

from services.monitoring.completeness import queries as completeness
from services.monitoring.evidence import model, queries
from services.monitoring.evidence.queries import PAGE, Asked
from services.monitoring.indicator import queries as indicator
from services.monitoring.indicator.model import READERS
from shared.db import Tx
from shared.web.doors import View, page

SEEN_BY = "Сотрудники министерства: без имён, дневников и слов о людях."


async def show_evidence(tx: Tx, organization: str, figure: str, asked: Asked = queries.ALL) -> View:
    """Show the facts behind a figure of an organization."""
    evidence = await queries.evidence(tx, organization, figure, asked)
    on, called = asked.on or tx.today, model.FIGURES[figure]
    row = await indicator.of(tx, organization, on)
    url = f"/monitoring/organizations/{organization}"
    first, last = (asked.page - 1) * PAGE + 1, (asked.page - 1) * PAGE + len(evidence.facts)
    shown = {
        "row": row,
        "on": on,
        "today": tx.today,
        "url": url,
        "day": _query(Asked(on=asked.on)),
        "evidence": evidence,
        "title": called.title,
        "sentence": model.FOLLOWS[called.counts],
        "told": model.TITLES[called.told],
        "speaker": model.speaker_of(figure),
        "state": await completeness.of(tx, organization),
        "first": first,
        "last": last,
        "before": _turned(f"{url}/figures/{figure}", asked, -1) if asked.page > 1 else "",
        "after": _turned(f"{url}/figures/{figure}", asked, 1) if last < evidence.total else "",
    }
    return View("evidence/figure.html", shown, f"{called.title}: {row.name}", SEEN_BY)


async def show_fact(tx: Tx, organization: str, speaker: str, number: int) -> View:
    """Show a fact as it was told, and where it stands in its stream."""
    kept = await queries.kept(tx, organization, speaker, number)
    state = await completeness.of(tx, organization)
    shown = {
        "kept": kept,
        "said": model.explain(kept.event),
        "state": state,
        "url": f"/monitoring/organizations/{organization}",
        "own": speaker != "programs",
    }
    return View("evidence/fact.html", shown, f"Факт № {number}: {state.name}", SEEN_BY)


def _turned(url: str, asked: Asked, by: int) -> str:
    return url + _query(Asked(on=asked.on, page=asked.page + by))


def _query(asked: Asked) -> str:
    given = {"on": asked.on.isoformat() if asked.on else "", "page": asked.page if asked.page > 1 else ""}
    said = urlencode({name: value for name, value in given.items() if value})
    return f"?{said}" if said else ""


DOORS = [
    page("/monitoring/organizations/{organization:str}/figures/{figure:str}", show_evidence, who=READERS),
    page("/monitoring/organizations/{organization:str}/facts/{speaker:str}/{number:int}", show_fact, who=READERS),
]
