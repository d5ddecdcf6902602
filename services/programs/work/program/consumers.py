"""Reaction to the end of a pair: its programs stop."""

from services.programs.work.program import model, store
from shared.contracts.programs import PairEnded
from shared.db import Tx


async def stop_orphaned(tx: Tx, event: PairEnded) -> None:
    """Stop the programs that the pair has not completed; also when the end of a pair is heard again after a restore."""
    for known in await store.programs_of(tx, event.pair_id):
        stopped = model.stop(await store.program(tx, known.id), today=tx.today)
        if stopped is not None:
            await store.record(tx, stopped)
