"""Whatever its cells contain, a staff list is read or refused, and fast."""

from contextlib import suppress
from datetime import date
from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from services.programs.college.staff_list.parsing import NoStaffInFile, StaffTooLong, parse
from shared.documents.cells import NoSuchDay, read_day, read_number, read_years, text
from shared.documents.spreadsheet import Cell, Sheet, Value

TODAY = date(2026, 11, 24)
HEAD = ("№", "Ф.И.О.", "Должность, предмет", "Педстаж", "Категория, дата", "Дата рождения", "Ставка", "Принят")
SEEN = """Ким Анна Львовна;ИТОГО;в„–;Р°Р±РІРі;31. 03. 22 г.;31.02.2022;12,5;б/с;_____;Директор;первая;Преподаватели
высшая, 31.12.9999;-;1;2;3;99999;(;вакансия;Фамилия;Ф.И.О."""
WORDS = some.sampled_from(SEEN.replace("\n", ";").split(";"))
OTHERS = some.one_of(some.none(), some.booleans(), some.integers(), some.floats(allow_nan=False), some.dates())
VALUES: some.SearchStrategy[Value] = some.one_of(WORDS, some.text(max_size=30), OTHERS)
CELLS = some.builds(Cell, VALUES, some.booleans())


def sheet(*rows: tuple[Any, ...]) -> Sheet:
    return Sheet("Лист1", tuple(tuple(Cell(value) for value in row) for row in rows))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(some.lists(some.tuples(*[CELLS] * len(HEAD)), max_size=12))
def test_any_rows_under_a_head_are_answered_one_by_one(rows: list[tuple[Cell, ...]]) -> None:
    content = Sheet("Лист1", (tuple(map(Cell, HEAD)), *rows))

    staff = parse([content], TODAY)

    filled = [at + 1 for at, row in enumerate(content.rows) if any(text(cell.value) for cell in row)]
    assert [row.number for row in staff.rows] == filled
    assert all(row.surname and row.given_name for row in staff.people)


@settings(max_examples=100, deadline=None)
@given(some.lists(some.tuples(*[CELLS] * 4), max_size=8))
def test_any_grid_is_read_or_refused(rows: list[tuple[Cell, ...]]) -> None:
    with suppress(NoStaffInFile):
        assert parse([Sheet("Лист1", tuple(rows))], TODAY).columns


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_a_cell_is_read_or_not_but_never_breaks_the_reader(value: Value) -> None:
    text(value), read_number(value), read_years(value)
    with suppress(NoSuchDay):
        read_day(value, today=TODAY)


@pytest.mark.parametrize(
    "evil",
    [piece * (32_000 // len(piece)) for piece in ("(", "Р", "Р°", "1. ", "а-", "- ", "ф и о ", "_")],
)
def test_a_text_made_to_keep_the_reader_busy_does_not(evil: str) -> None:
    began = process_time()  # the work itself, however busy the machine
    parse([sheet(HEAD, *[(evil,) * len(HEAD)] * 50)], TODAY)

    assert process_time() - began < 2


def test_a_list_longer_than_any_staff_is_refused() -> None:
    with pytest.raises(StaffTooLong):
        parse([sheet(HEAD, *[(1, "Ким Анна Львовна", "методист", 1, "нет", None, 1, None)] * 5_001)], TODAY)
