"""Tasks of those who keep the staff: the first list, or one that was read and not imported."""

from typing import Any

import msgspec

from shared.actor import Role
from shared.tasks import Kind, Row, Task

KEEPERS = (Role.CURATOR, Role.HR, Role.HEAD)


class _List(msgspec.Struct, frozen=True):
    file_name: str


class _Nothing(msgspec.Struct, frozen=True):
    pass


def _to_import(row: Row[_List]) -> Task:
    return Task(
        title="Список сотрудников прочитан, но не загружен",
        why=f"«{row.facts.file_name}»: проверьте строки и подтвердите — до этого ничего не изменится.",
        action="Проверить",
        url=f"/people/lists/{row.thing}",
    )


def _to_upload(_: Row[_Nothing]) -> Task:
    return Task(
        title="Загрузить список сотрудников",
        why="С него начинается всё: без списка не назначить куратора и не отметить, кому нужен наставник"
        " (Положение, пп. 4.1.2 и 4.1.3).",
        action="Загрузить",
        url="/people/upload",
    )


LATEST = "(select * from staff_list order by uploaded_at desc limit 1) l where l.imported_at is null"

TASKS: list[Kind[Any]] = [
    Kind(
        name="staff_list.import",
        shape=_List,
        says=_to_import,
        rows=LATEST,
        thing="l.id",
        roles=KEEPERS,
        since="l.uploaded_at",
        facts={"file_name": "l.file_name"},
    ),
    Kind(
        name="staff_list.upload",
        shape=_Nothing,
        says=_to_upload,
        rows=f"(select) nobody where not exists (select from person) and not exists (select from {LATEST})",
        roles=KEEPERS,
        facts={},
    ),
]
