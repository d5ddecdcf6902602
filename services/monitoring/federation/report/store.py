"""Stores reports, in the region and in the federation alike."""

from services.monitoring.federation.report.model import check
from shared.contracts.monitoring import IndicatorReported
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(IndicatorReported)
async def _reported(tx: Tx, event: IndicatorReported) -> None:
    check(event, tx.now)
    await tx.run(
        """insert into reported (number, indicator, edition, unit, day, as_of, part, whole, withheld, least,
                                 organizations, behind, known_at)
           select coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
           from reported where organization = $1""",
        tx.organization, event.indicator, event.edition, event.unit, event.day, event.as_of, event.part, event.whole,
        event.withheld, event.least, event.organizations, event.behind, tx.now,
    )  # fmt: skip


async def line_up(tx: Tx) -> None:
    """Wait for another report that is being made at this moment."""
    await tx.run("select pg_advisory_xact_lock(hashtext('monitoring.report'))")
