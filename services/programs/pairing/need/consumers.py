"""Reactions to a dismissal and its undoing: a person who left needs no mentor here, and who never left still does."""

from services.programs.college.person.model import PersonDismissed, PersonReturned
from services.programs.pairing.need import commands
from shared.db import Tx


async def lift_for_dismissed(tx: Tx, event: PersonDismissed) -> None:
    """Remove the mark of the person who left."""
    await commands.lift_for_dismissed(tx, event.person_id)


async def mark_returned(tx: Tx, event: PersonReturned) -> None:
    """Mark again whoever lost the mark by a dismissal that was soon undone."""
    await commands.mark_returned(tx, event.person_id)
