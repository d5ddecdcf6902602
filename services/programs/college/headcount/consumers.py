"""The reaction to an event about the staff: the figures are counted again, once for a whole list."""

from services.programs.college.person import commands
from services.programs.college.person.model import PersonAdded, PersonChanged, PersonDismissed, PersonReturned
from shared.db import Tx
from shared.event import Event
from shared.reactions import OncePerRound, Reaction


async def _count_staff(tx: Tx, _: Event) -> None:
    """Tell the figures of the staff if they changed."""
    await commands.count_staff(tx)


REACTIONS: dict[type[Event], Reaction] = dict.fromkeys(
    (PersonAdded, PersonChanged, PersonDismissed, PersonReturned), OncePerRound(_count_staff)
)
