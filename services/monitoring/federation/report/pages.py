"""«Что ушло в федерацию»: exactly what was told, when, and how complete it was; with the button that sends now."""

from itertools import groupby

from services.monitoring.federation.report import model, queries
from services.monitoring.federation.report.commands import SendReport, found_now, send_report
from services.monitoring.federation.report.model import READERS, Reported
from shared import words
from shared.actor import EVERYTHING
from shared.contracts.monitoring import IndicatorReported
from shared.db import Tx
from shared.doors import View, page, wish
from shared.web.forms import Form

SEEN_BY = "Министерство и оператор. В федерацию уходят только числа всего края."


async def show_reports(tx: Tx, form: Form = Form()) -> View:
    """Show what was told to the federation, and what would be told now."""
    last = await queries.last_told(tx, tx.organization)
    whole = tx.actor.organizations == EVERYTHING
    found = await found_now(tx) if whole else []
    news = {one.indicator for one in model.news(found, last)}
    before = {one.indicator: one for one in last}
    sent = await queries.sent(tx)
    context = {
        "form": form,
        "rows": [
            (_as_reported(one, tx.organization), before.get(one.indicator), one.indicator in news) for one in found
        ],
        "news": len(news),
        "may_send": whole and bool(found),
        "last": max((one.as_of for one in last), default=None),
        "reports": [(at, list(facts)) for at, facts in groupby(sent, key=lambda one: one.at)],
        "holders": await queries.holders(tx),
        "received": max((one.seq for one in await queries.holders(tx)), default=0),
        "protection": model.protection(tx.today),
    }
    return View("report/reports.html", context, "Что ушло в федерацию", SEEN_BY)


def _as_reported(event: IndicatorReported, home: str) -> Reported:
    fields = {name: getattr(event, name) for name in IndicatorReported.__struct_fields__}
    return Reported(organization=home, number=0, **fields)


def _sent(command: SendReport, told: int) -> str:
    if not told:
        return "С прошлой отправки ничего не изменилось: повторять не стали."
    return f"Отправлено: {words.counted(told, 'показатель', 'показателя', 'показателей')}."


DOORS = [
    page("/monitoring/reports", show_reports, who=READERS, impersonal="figures of the region"),
    *wish(
        "/reports",
        SendReport,
        send_report,
        who=READERS,
        page=show_reports,
        then="/monitoring/reports",
        flash=_sent,
        answer="indicators",
    ),
]
