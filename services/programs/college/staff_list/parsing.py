"""Reads a college's real staff list (тарификационный список): people, with an answer for every row.

No row is dropped silently: it is a person, or of a known kind (title, header, section, total, signature), or it is
marked as unclear.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from services.programs.college.staff_list import fields
from services.programs.college.staff_list.columns import WORDS, Column, Head, Meaning, Row, find_head
from services.programs.college.staff_list.fields import Name, Remarks
from services.programs.college.staff_list.kinds import kind_of, name_text, value
from services.programs.college.staff_list.row import StaffRow
from services.programs.college.staff_list.twins import joined
from shared.documents.cells import LONGEST_WORDS, NoSuchDay, read_day, text
from shared.documents.spreadsheet import Sheet
from shared.errors import Invalid

WANTED: tuple[Meaning, ...] = ("post", "education", "experience", "category")
MOST_ROWS = 5_000


__all__ = ["NoStaffInFile", "StaffList", "StaffRow", "StaffTooLong", "parse"]


class StaffList(msgspec.Struct, frozen=True):
    """Everything that was read from one file: every row, and the columns with their meanings."""

    rows: tuple[StaffRow, ...]
    columns: tuple[Column, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    as_of: date | None = None

    @property
    def people(self) -> tuple[StaffRow, ...]:
        """The people to import: one row for each person without errors, with the posts of all their rows."""
        return tuple(row for row in self.rows if row.kind == "person" and row.same_as is None and not row.errors)

    @property
    def unrecognized(self) -> tuple[Column, ...]:
        """The columns that are not loaded."""
        return tuple(column for column in self.columns if column.meaning is None)


class StaffTooLong(Invalid):
    """В файле больше 5 000 строк: это не штат одной организации. Оставьте в нём только своих сотрудников."""


class NoStaffInFile(Invalid):
    """В файле не нашлось строки с названиями столбцов: нужен столбец «ФИО» и хотя бы ещё один, например «Должность»."""


def parse(sheets: Sequence[Sheet], today: date) -> StaffList:
    """Read all sheets that have a header; name the others and the hidden ones."""
    if sum(any(cell.value is not None for cell in row) for sheet in sheets for row in sheet.rows) > MOST_ROWS:
        raise StaffTooLong(field="file")
    rows: list[StaffRow] = []
    columns: list[Column] = []
    notes: list[str] = []
    for sheet in sheets:
        head = None if sheet.hidden else _seen(find_head(sheet.rows), sheet)
        if head is None:
            if sheet.rows:
                notes.append(f"Лист «{sheet.name}» {'скрыт' if sheet.hidden else 'без столбца «ФИО»'}: не загружается")
            continue
        notes += [
            f"Столбец {one.letter} «{one.label}» скрыт в файле: не загружается" for one in _concealed(head, sheet)
        ]
        rows.extend(_read_sheet(sheet, head, today))
        columns.extend(column for column in head.columns if column.label not in {known.label for known in columns})
    if not columns:
        raise NoStaffInFile(field="file")
    meant = {column.meaning for column in columns} | ({"post", "subject"} if _mixed(columns) else set())
    missing = tuple(WORDS[meaning] for meaning in WANTED if meaning not in meant)
    return StaffList(
        rows=tuple(joined(rows)), columns=tuple(columns), missing=missing, notes=tuple(notes), as_of=_as_of(rows)
    )


def _seen(head: Head | None, sheet: Sheet) -> Head | None:
    """Return the header without the meanings of hidden columns: people did not see their content."""
    if head is None:
        return None
    columns = (
        msgspec.structs.replace(one, meaning=None) if one.index in sheet.hidden_columns else one for one in head.columns
    )
    seen = msgspec.structs.replace(head, columns=tuple(columns))
    return seen if seen.at("name") is not None or seen.at("surname") is not None else None


def _concealed(head: Head, sheet: Sheet) -> list[Column]:
    return [one for one in head.columns if one.index in sheet.hidden_columns]


def _mixed(columns: Sequence[Column]) -> bool:
    return any(column.meaning == "post_subject" for column in columns)


_AS_OF = re.compile(r"(?:по состоянию )?\bна\s+(\d{1,2}[.\s][\dа-я.\s]{3,20}\d{4})", re.I)
_BEGINS = re.compile(r"(\d{4})\s*[/–—-]\s*(?:20)?\d{2}\s*(?:-?й)?\s*уч")


def _as_of(rows: Sequence[StaffRow]) -> date | None:
    """Return the day in the title («по состоянию на …»), else the first day of its school year."""
    titles = [row.raw for row in rows if row.kind == "title"]
    for title in titles:
        if (found := _AS_OF.search(title)) and (day := _day(found[1])) is not None:
            return day
    found = next((hit for title in titles if (hit := _BEGINS.search(title))), None)
    return date(int(found[1]), 9, 1) if found and 2000 <= int(found[1]) <= 2100 else None


def _day(written: str) -> date | None:
    try:
        found = read_day(written, today=date(2100, 1, 1))
    except NoSuchDay:
        return None
    return found.day if found and found.exact and 2000 <= found.day.year <= 2100 else None


def _read_sheet(sheet: Sheet, head: Head, today: date) -> Iterator[StaffRow]:
    section, last = "", None
    for at, row in enumerate(sheet.rows):
        raw = _raw(row)
        if not raw:
            continue
        kind = kind_of(row, at, head, after=last)
        if kind == "section":
            section = text(next(cell.value for cell in row if cell.value is not None))
        hidden = at in sheet.hidden_rows
        read = StaffRow(sheet=sheet.name, number=at + 1, kind=kind, raw=raw, section=section, hidden=hidden)
        if kind == "person":
            read = _person(read, row, head, today, above=last)
            last = read if not hidden else None
        elif kind == "unclear":
            read = msgspec.structs.replace(read, errors=("Непонятно, о ком эта строка: впишите ФИО или уберите её",))
        yield read


def _raw(row: Row) -> str:
    """Return the row as one line of text; a merged area appears once."""
    told, before = [], None
    for cell in row:
        content = text(cell.value)
        if content and not (cell.merged and cell == before):
            told.append(content)
        before = cell
    return " | ".join(told)


def _person(read: StaffRow, row: Row, head: Head, today: date, above: StaffRow | None) -> StaffRow:
    remarks = Remarks()
    name_cell = name_text(row, head)
    if name_cell:
        name = fields.read_name(name_cell, remarks)
    else:
        assert above is not None
        name = Name(above.surname, above.given_name, above.patronymic)
        remarks.warnings.append(f"ФИО не указано: отнесли к строке {above.number} ({above.full_name})")
    read = _with_work(read, row, head, today, remarks, alone=bool(name_cell))
    education = text(value(row, head, "education"), LONGEST_WORDS)
    return msgspec.structs.replace(
        read,
        surname=name.surname,
        given_name=name.given,
        patronymic=name.patronymic,
        education=education,
        graduated=_graduated(text(value(row, head, "graduated")) or education),
        load=fields.read_load(value(row, head, "load"), remarks),
        employment=fields.read_employment(read.raw),
        warnings=tuple(remarks.warnings),
        errors=tuple(remarks.errors),
    )


def _with_work(read: StaffRow, row: Row, head: Head, today: date, remarks: Remarks, *, alone: bool) -> StaffRow:
    """Add posts, service, category and dates; a row that continues the one above may leave them empty."""
    mixed = head.at("post_subject") is not None
    post = text(value(row, head, "post_subject" if mixed else "post"))
    work = fields.read_work(post, text(value(row, head, "subject"), LONGEST_WORDS), mixed=mixed)
    if not work.posts and alone:
        remarks.warnings.append("Должность не указана")
    born, birth_year = fields.read_birth(value(row, head, "birth_date"), today, remarks)
    hired = fields.read_date(value(row, head, "hired_on"), "Дата приёма", today, remarks)
    written = text(value(row, head, "category")) or work.category
    category, since = fields.read_category(written, value(row, head, "category_date"), today, remarks)
    experience = _service(row, head, today, remarks, alone=alone)
    fields.doubt_service(experience, birth_year, today, remarks)
    total = value(row, head, "total_experience")
    return msgspec.structs.replace(
        read,
        posts=work.posts,
        subject=work.subject,
        experience=experience,
        total_experience=None if total is None else fields.read_experience(total, remarks, today, "Общий стаж"),
        category=category,
        category_date=since,
        hired_on=hired.day if hired else None,
        birth_date=born,
        birth_year=birth_year,
    )


def _service(row: Row, head: Head, today: date, remarks: Remarks, *, alone: bool) -> Decimal | None:
    """Read the service from one column, or from three: years, months, days."""
    parts = value(row, head, "experience"), value(row, head, "experience_months"), value(row, head, "experience_days")
    if head.at("experience") is None or not (alone or any(part is not None for part in parts)):
        return None
    if head.at("experience_months") is None:
        return fields.read_experience(parts[0], remarks, today)
    return fields.read_parted_experience(parts, remarks)


def _graduated(written: str) -> int | None:
    years = re.findall(r"(?<!\d)(19[4-9]\d|20\d\d)(?!\d)", written)
    return int(years[-1]) if years else None
