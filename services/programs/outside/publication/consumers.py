"""What follows for a published card: the number of mentees follows the pairs, whoever left leaves the register."""

from services.programs.college.person.model import PersonDismissed
from services.programs.outside.publication import commands
from shared.contracts.programs import PairEnded, PairStarted
from shared.db import Tx


async def leave_with_mentor(tx: Tx, event: PersonDismissed) -> None:
    """Take the card of whoever left out of the register."""
    await commands.keep_true(tx, event.person_id)


async def follow_pair(tx: Tx, event: PairStarted | PairEnded) -> None:
    """Let the card of the pair's mentor say how many mentees there are now."""
    await commands.keep_true_for_pair(tx, event.pair_id)
