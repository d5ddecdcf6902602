"""What day it is where the centre works."""

from datetime import date
from zoneinfo import ZoneInfo

from shared.db import Tx

ZONE = ZoneInfo("Asia/Barnaul")


def today(tx: Tx) -> date:
    """Return the centre's day at the moment of the transaction."""
    return tx.now.astimezone(ZONE).date()
