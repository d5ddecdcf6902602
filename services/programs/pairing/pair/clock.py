"""What happens to pairs because time passed."""

from services.programs.pairing.pair import commands
from shared.db import Tx


async def end_those_leaving(tx: Tx) -> int:
    """End the pairs whose notice has run out."""
    return await commands.end_those_leaving(tx)
