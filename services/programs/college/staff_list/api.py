"""JSON views of staff lists."""

from uuid import UUID

from services.programs.college.person.model import KEEPERS
from services.programs.college.staff_list import matching
from services.programs.college.staff_list.commands import preview
from shared.db import Tx
from shared.doors import SHOWN, query


async def staff_list(tx: Tx, list_id: UUID) -> matching.Plan:
    """Return what an uploaded staff list would change, row by row."""
    return await preview(tx, list_id)


DOORS = [query("/api/staff-lists/{list_id:uuid}", staff_list, who=KEEPERS, reads=SHOWN)]
