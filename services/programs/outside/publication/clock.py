"""What happens to published cards because the facts moved on."""

from services.programs.outside.publication import commands
from shared.db import Tx


async def keep_true(tx: Tx) -> int:
    """Let the number of mentees follow the pairs; let those who left the college leave the register."""
    return await commands.keep_true(tx)
