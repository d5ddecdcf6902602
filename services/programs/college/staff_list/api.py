"""JSON doors of staff lists."""

from uuid import UUID

from services.programs.college.person.model import KEEPERS
from services.programs.college.staff_list import matching
from services.programs.college.staff_list.commands import (
    ImportStaffList,
    UploadStaffList,
    import_staff_list,
    preview,
    upload_staff_list,
)
from shared.db import Tx
from shared.web.doors import query, wish


async def staff_list(tx: Tx, list_id: UUID) -> matching.Plan:
    return await preview(tx, list_id)


DOORS = [
    query("/api/staff-lists/{list_id:uuid}", staff_list, who=KEEPERS),
    wish("/api/staff-lists", UploadStaffList, upload_staff_list, who=KEEPERS),
    wish("/api/imported-staff-lists", ImportStaffList, import_staff_list, who=KEEPERS),
]
