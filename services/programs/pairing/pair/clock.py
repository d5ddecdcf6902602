"""The clock of pairs: pairs end on the last day of a notice."""

from services.programs.pairing.pair import commands
from shared.db import Tx


async def end_those_leaving(tx: Tx) -> int:
    """End the pairs whose notice has expired."""
    return await commands.end_those_leaving(tx)
