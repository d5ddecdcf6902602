"""The wishes about reports: send one now."""

from services.monitoring.federation.report import model, queries, store
from services.monitoring.figure.completeness import queries as completeness
from services.monitoring.figure.completeness.model import behind
from services.monitoring.figure.indicator import queries as indicator
from services.monitoring.figure.indicator.model import together
from shared.contracts.monitoring import IndicatorReported
from shared.db import Tx
from shared.wish import Wish


class SendReport(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tell the federation now what has changed since the last report."""


async def found_now(tx: Tx) -> list[IndicatorReported]:
    """Return the report of this moment; empty while no organization is enrolled."""
    states = await completeness.completeness(tx)
    if not states:
        return []
    day = tx.today
    whole = together(await indicator.figures(tx, day), name="Край")
    late = behind(states, tx.now)
    return model.draw_up(whole, day=day, now=tx.now, organizations=len(states), behind=len(late))


async def send_report(tx: Tx, command: SendReport) -> int:
    """Tell what has changed since the last report; return how many indicators that is."""
    model.check_sender(tx.actor)
    await store.line_up(tx)
    found = await found_now(tx)
    if not found:
        raise model.NobodyToReport
    return await _tell(tx, model.news(found, await queries.last_told(tx, tx.organization)))


async def report_what_is_due(tx: Tx) -> int:
    """Tell what is due today; return how many indicators that is."""
    await store.line_up(tx)
    last = await queries.last_told(tx, tx.organization)
    return await _tell(tx, model.due(await found_now(tx), last) if last else [])


async def _tell(tx: Tx, reports: list[IndicatorReported]) -> int:
    await store.record(tx, *reports)
    return len(reports)
