"""Views of the regions for the federation."""

from datetime import timedelta

import msgspec

from services.monitoring.federation.overview import model
from services.monitoring.federation.overview.model import READERS, RegionNow
from services.monitoring.federation.region import queries as region
from services.monitoring.federation.region.queries import RegionView
from services.monitoring.federation.report import queries as report
from services.monitoring.federation.report.model import Reported
from shared import words
from shared.db import Tx
from shared.service import Glance

NEW = timedelta(days=7)
LINES = 5


class RegionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The indicator by which the regions are compared."""

    indicator: str = ""


async def regions(tx: Tx) -> list[RegionNow]:
    """Return every region with the last value of each of its indicators."""
    told: dict[str, list[Reported]] = {}
    for one in await report.last_of_all(tx):
        told.setdefault(one.organization, []).append(one)
    return [_now(one, told.get(one.organization, [])) for one in await region.regions(tx)]


async def one_region(tx: Tx, organization: str) -> RegionNow:
    """Return one region."""
    return _now(await region.region(tx, organization), await report.last_told(tx, organization))


def _now(one: RegionView, indicators: list[Reported]) -> RegionNow:
    return RegionNow(
        organization=one.organization,
        name=one.name,
        exchange=one.exchange,
        state=one.state,
        complete=one.complete,
        contact_at=one.contact_at,
        indicators=indicators,
    )


async def glances(tx: Tx) -> list[Glance]:
    """Return the cards beside the work queue: which regions are complete, and what came last."""
    found = await regions(tx) if tx.actor.has(*READERS) else []
    if not found:
        return []
    whole = sum(one.complete for one in found)
    lead = model.received(whole, len(found)).removesuffix(".")
    latest = [(one.latest, one.name) for one in found if one.latest is not None]
    new = [(last, name) for last, name in latest if last.as_of > tx.now - NEW]
    newest = sorted(new, key=lambda each: each[0].as_of, reverse=True)[:LINES]
    lines = tuple(f"{name}: {_news(last)}" for last, name in newest)
    return [
        Glance(
            title="Новое за неделю",
            lines=lines or ("Новых показателей не было.",),
            link=("Регионы", "/monitoring/regions"),
        ),
        Glance(title="Полнота", lines=(), meter=(whole, len(found), lead)),
    ]


def _news(last: Reported) -> str:
    lacking = f", отстают {last.behind} из {last.organizations}" if last.behind else ", данные полны"
    return f"на {words.day(last.day, last.day)}{lacking}"
