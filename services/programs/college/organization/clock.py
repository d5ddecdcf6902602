"""The clock of editions: a new college begins with the regulation of 27 February 2023."""

from services.programs.college.organization import commands
from shared.db import Tx


async def adopt_first_edition(tx: Tx) -> int:
    """Adopt the bundled edition, once; return how many were adopted."""
    return await commands.adopt_first_edition(tx)
