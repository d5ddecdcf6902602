"""What is seen of staff lists."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.programs.college.person import queries as people
from services.programs.college.staff_list.model import ListUnknown
from services.programs.college.staff_list.parsing import StaffList
from shared.actor import Role
from shared.db import Tx
from shared.service import Task


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
        """Whether the list has a column of categories: then an empty cell says that there is none."""
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


async def tasks(tx: Tx) -> list[Task]:
    """What waits for whoever keeps the staff: the first list, or one that was read and not taken in."""
    if not tx.actor.has(Role.CURATOR, Role.HR, Role.HEAD):
        return []
    latest = (await uploads(tx))[:1]
    if latest and latest[0].imported_at is None:
        return [
            Task(
                title="Список сотрудников прочитан, но не загружен",
                why=f"«{latest[0].file_name}»: проверьте строки и подтвердите — до этого ничего не изменится.",
                action="Проверить",
                url=f"/people/lists/{latest[0].id}",
            )
        ]
    if await people.count(tx) == 0:
        return [
            Task(
                title="Загрузить список сотрудников",
                why="С него начинается всё: без списка не назначить куратора и не отметить, кому нужен наставник"
                " (Положение, пп. 4.1.2 и 4.1.3).",
                action="Загрузить",
                url="/people/upload",
            )
        ]
    return []
