"""JSON doors of the staff."""

from uuid import UUID

from services.programs.college.person import matching, queries
from services.programs.college.person.commands import (
    AddPerson,
    ChangePerson,
    DismissPerson,
    ImportStaffList,
    ReturnPerson,
    UploadStaffList,
    add_person,
    change_person,
    dismiss_person,
    import_staff_list,
    preview,
    return_person,
    upload_staff_list,
)
from services.programs.college.person.model import KEEPERS
from shared.db import Tx
from shared.web.doors import query, wish


async def staff_list(tx: Tx, list_id: UUID) -> matching.Plan:
    return await preview(tx, list_id)


DOORS = [
    query("/api/people", queries.people, who=KEEPERS),
    query("/api/people/{person_id:uuid}", queries.person, who=KEEPERS),
    query("/api/staff-lists/{list_id:uuid}", staff_list, who=KEEPERS),
    wish("/api/staff-lists", UploadStaffList, upload_staff_list, who=KEEPERS),
    wish("/api/imported-staff-lists", ImportStaffList, import_staff_list, who=KEEPERS),
    wish("/api/people", AddPerson, add_person, who=KEEPERS),
    wish("/api/corrected-people", ChangePerson, change_person, who=KEEPERS),
    wish("/api/dismissals", DismissPerson, dismiss_person, who=KEEPERS),
    wish("/api/returns", ReturnPerson, return_person, who=KEEPERS),
]
