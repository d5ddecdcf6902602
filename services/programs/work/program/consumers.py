"""What follows for programs from a fact about their pair."""

from services.programs.work.program import commands
from shared.contracts.programs import PairEnded
from shared.db import Tx


async def stop_orphaned(tx: Tx, event: PairEnded) -> None:
    """Stop what the pair has not completed; also when its end comes back after the database was restored."""
    await commands.stop_orphaned(tx, event.pair_id)
