"""One row of a staff list with everything that was read from it."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from services.programs.college.person.model import Category, Employment

RowKind = Literal["title", "head", "numbers", "section", "person", "vacancy", "total", "signature", "note", "unclear"]
Answer = Literal["ok", "warning", "error", "named"]

KINDS: dict[RowKind, str] = {
    "title": "заголовок списка",
    "head": "названия столбцов",
    "numbers": "номера столбцов",
    "section": "раздел списка",
    "person": "сотрудник",
    "vacancy": "вакансия",
    "total": "итоговая строка",
    "signature": "подпись",
    "note": "примечание",
    "unclear": "непонятная строка",
}


class StaffRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the file: its place, its kind, what was read, and what is wrong with it."""

    sheet: str
    number: int
    kind: RowKind
    raw: str
    section: str = ""
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""
    posts: tuple[str, ...] = ()
    subject: str = ""
    education: str = ""
    graduated: int | None = None
    experience: Decimal | None = None
    total_experience: Decimal | None = None
    category: Category = "none"
    category_date: date | None = None
    hired_on: date | None = None
    birth_date: date | None = None
    birth_year: int | None = None
    load: Decimal | None = None
    employment: Employment = ""
    same_as: int | None = None
    hidden: bool = False
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """Surname, given name and patronymic."""
        return " ".join(filter(None, (self.surname, self.given_name, self.patronymic)))

    @property
    def answer(self) -> Answer:
        """The verdict on this row; for a row that is no person, only its kind."""
        if self.errors:
            return "error"
        if self.warnings:
            return "warning"
        return "ok" if self.kind == "person" else "named"

    @property
    def is_called(self) -> str:
        """The kind of this row, in words."""
        return KINDS[self.kind]
