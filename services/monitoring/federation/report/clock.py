"""Scheduled work: the daily report to the federation."""

from services.monitoring.federation.report.commands import report_what_is_due
from shared.db import Tx


async def report_daily(tx: Tx) -> int:
    """Tell the federation what has changed, once a day; again on the same day when the report becomes more complete."""
    return await report_what_is_due(tx)
