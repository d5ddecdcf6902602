"""What happens because time passed: whoever left needs no mentor here."""

from services.programs.pairing.need import commands
from shared.db import Tx


async def lift_for_dismissed(tx: Tx) -> int:
    """Lift the marks of those who left; return how many."""
    return await commands.lift_for_dismissed(tx)
