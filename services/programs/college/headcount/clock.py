"""What happens because time passed: novices stop being novices, the young grow older."""

from services.programs.college.person import commands
from shared.db import Tx


async def count_staff(tx: Tx) -> int:
    """Tell the figures of the staff when they changed; return how many facts that made."""
    return await commands.count_staff(tx)
