"""A staff list that was read, and the rules for importing it."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

import msgspec

from services.programs.college.staff_list.parsing import StaffList
from shared.errors import Conflict, Invalid, NotFound
from shared.event import Event


class StaffListUploaded(Event, frozen=True, kw_only=True, tag="programs.staff_list_uploaded.v1"):
    """A staff list was read from a file and waits for a preview; experience in it is as of a day."""

    about: ClassVar[str] = "list_id"
    happened: ClassVar[str] = "Загружен список сотрудников"

    list_id: UUID
    file_name: str
    digest: str
    as_of: date
    list: StaffList


class StaffListImported(Event, frozen=True, kw_only=True, tag="programs.staff_list_imported.v1"):
    """A staff list was imported as previewed: how many people it added, changed and left unchanged."""

    about: ClassVar[str] = "list_id"
    happened: ClassVar[str] = "Список сотрудников принят"

    list_id: UUID
    added: int
    changed: int
    unchanged: int


class ListUnknown(NotFound):
    """Такого списка нет или он вам не виден. Загрузите файл снова."""


class PreviewStale(Conflict):
    """Пока вы смотрели, данные сотрудников изменились. Мы сравнили заново: проверьте и загрузите ещё раз."""


class ChoiceMissing(Invalid):
    """Выберите, кто это: без этого строка {number} не загрузится."""


class NobodyInList(Invalid):
    """В файле нет ни одного сотрудника. Проверьте, тот ли это список."""


def school_year(day: date) -> date:
    """Return the first day of the school year: the default day of experience in lists."""
    return date(day.year if day.month >= 9 else day.year - 1, 9, 1)


def upload(
    staff: StaffList, *, list_id: UUID, file_name: str, today: date, known: Mapping[str, UUID]
) -> StaffListUploaded | UUID:
    """Store a list as it was read; the same content is the list that is already here."""
    if not any(row.kind == "person" for row in staff.rows):
        raise NobodyInList(field="file")
    as_of = staff.as_of or school_year(today)
    digest = sha256(msgspec.json.encode((staff, as_of))).hexdigest()
    if digest in known:
        return known[digest]
    name = " ".join(file_name.split())[-120:] or "список"
    return StaffListUploaded(list_id=list_id, file_name=name, digest=digest, as_of=as_of, list=staff)
