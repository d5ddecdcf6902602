"""Reactions for a published card: it follows the number of mentees, and is withdrawn when the mentor leaves."""

from services.programs.college.person.model import PersonDismissed
from services.programs.outside.publication import commands
from shared.contracts.programs import PairEnded, PairStarted
from shared.db import Tx


async def leave_with_mentor(tx: Tx, event: PersonDismissed) -> None:
    """Withdraw the card of a person who left."""
    await commands.keep_true(tx, event.person_id)


async def follow_pair(tx: Tx, event: PairStarted | PairEnded) -> None:
    """Update the number of mentees on the card of the pair's mentor."""
    await commands.keep_true_for_pair(tx, event.pair_id)
