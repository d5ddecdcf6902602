"""What of the notice board stands beside the work queue."""

from services.programs.college.announcement import queries
from shared.db import Tx
from shared.service import Glance
from shared.words import in_words

FEW = 3


async def glances(tx: Tx) -> list[Glance]:
    """Return the first notices of the board, if there are any."""
    standing = await queries.announcements(tx)
    if not standing:
        return []
    lines = tuple(f"{one.title} — до {in_words(one.until).rpartition(' ')[0]}" for one in standing[:FEW])
    return [Glance(title="Доска объявлений", lines=lines, link=("Прочитать", "/announcements"))]
