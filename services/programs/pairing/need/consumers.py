"""Reaction to a dismissal: a person who left needs no mentor here."""

from services.programs.college.person.model import PersonDismissed
from services.programs.pairing.need import commands
from shared.db import Tx


async def lift_for_dismissed(tx: Tx, event: PersonDismissed) -> None:
    """Remove the mark of the person who left."""
    await commands.lift_for_dismissed(tx, event.person_id)
