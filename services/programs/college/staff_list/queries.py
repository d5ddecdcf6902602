"""Views of staff lists."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.programs.college.staff_list.model import ListUnknown
from services.programs.college.staff_list.parsing import StaffList
from shared.db import Tx


class UploadedList(msgspec.Struct, frozen=True, kw_only=True):
    """A staff list as it was read from a file."""

    id: UUID
    file_name: str
    as_of: date
    list: StaffList
    uploaded_at: datetime
    imported_at: datetime | None
    added: int | None
    changed: int | None
    unchanged: int | None

    @property
    def has_category(self) -> bool:
        """Whether the list has a column of categories: then an empty cell means no category."""
        return any(column.meaning == "category" for column in self.list.columns)


class ListLine(msgspec.Struct, frozen=True, kw_only=True):
    """A staff list in the list of uploads."""

    id: UUID
    file_name: str
    uploaded_at: datetime
    imported_at: datetime | None
    added: int | None
    changed: int | None
    unchanged: int | None


async def uploads(tx: Tx) -> list[ListLine]:
    """Return the latest uploads."""
    return await tx.many(
        ListLine,
        """select id, file_name, uploaded_at, imported_at, added, changed, unchanged
           from staff_list order by uploaded_at desc limit 10""",
    )


async def upload(tx: Tx, list_id: UUID) -> UploadedList:
    """Return an uploaded list."""
    found = await tx.maybe(
        UploadedList,
        """select id, file_name, as_of, list, uploaded_at, imported_at, added, changed, unchanged
           from staff_list where id = $1""",
        list_id,
    )
    if found is None:
        raise ListUnknown
    return found
