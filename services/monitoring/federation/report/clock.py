"""What happens because a day has passed: the federation hears what has changed."""

from services.monitoring.federation.report.commands import report_what_is_due
from shared.db import Tx


async def report_daily(tx: Tx) -> int:
    """Tell the federation what has changed, once a day; sooner when a report can be made more complete."""
    return await report_what_is_due(tx)
