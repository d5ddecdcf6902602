"""Scheduled work: with time, novices stop being novices, and young teachers grow older."""

from services.programs.college.person import commands
from shared.db import Tx


async def count_staff(tx: Tx) -> int:
    """Tell the figures of the staff if they changed; return the number of events."""
    return await commands.count_staff(tx)
