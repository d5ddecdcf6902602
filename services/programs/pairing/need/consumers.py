"""What follows for needs from a fact about the staff: whoever left needs no mentor here."""

from services.programs.college.person.model import PersonDismissed
from services.programs.pairing.need import commands
from shared.db import Tx


async def lift_for_dismissed(tx: Tx, event: PersonDismissed) -> None:
    """Lift the mark of whoever left."""
    await commands.lift_for_dismissed(tx, event.person_id)
