"""What happens to programs because time passed."""

from services.programs.work.program import commands
from shared.db import Tx


async def stop_orphaned(tx: Tx) -> int:
    """Stop the programs whose pair is no more."""
    return await commands.stop_orphaned(tx)
