"""Reaction to the end of a pair: its programs stop."""

from services.programs.work.program import commands
from shared.contracts.programs import PairEnded
from shared.db import Tx


async def stop_orphaned(tx: Tx, event: PairEnded) -> None:
    """Stop the programs that the pair has not completed; also when the end of a pair is heard again after a restore."""
    await commands.stop_orphaned(tx, event.pair_id)
