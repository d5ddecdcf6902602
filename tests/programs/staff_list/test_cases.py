"""Small files that were once read wrongly, one for each kind of mistake; the people in them are invented."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.programs.college.person.model import Person
from services.programs.college.staff_list import matching
from services.programs.college.staff_list.parsing import StaffList, StaffRow, parse
from shared.documents.cells import read_years
from shared.documents.spreadsheet import (
    BinaryWorkbook,
    NumbersTable,
    OldTable,
    PdfDocument,
    WordDocument,
    XmlTable,
    read,
)
from shared.errors import Invalid
from tests.staff_lists import grid

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 30)
HEAD = ["ФИО", "Должность", "Педагогический стаж"]


def case(name: str) -> StaffList:
    return parse(read((CASES / name).read_bytes()), TODAY)


def text(*lines: str, encoding: str) -> StaffList:
    return parse(read("\r\n".join(lines).encode(encoding)), TODAY)


def told(row: StaffRow) -> tuple[object, ...]:
    return (row.surname, row.posts, row.subject, row.experience, row.category, row.category_date, row.load)


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("12 лет 5 мес. 13 дн.", "12.45"),
        ("2/11", "2.92"),
        ("12-05-13", "12.45"),
        ("12/05/13", "12.45"),
        ("12л5м", "12.42"),
        ("12 лет и 5 мес", "12.42"),
        ("12 лет 5 месяцев и 13 дней", "12.45"),
        ("5 мес.", "0.42"),
        ("1 год", "1.00"),
        ("12,5", "12.5"),
    ],
)
def test_service_is_read_as_forms_ask_for_it(said: str, years: str) -> None:
    assert read_years(said) == Decimal(years)


@pytest.mark.parametrize("said", ["12 лет 15 мес", "12-05-45", "с детства", "12 13 14"])
def test_service_that_is_not_clear_is_not_guessed(said: str) -> None:
    assert read_years(said) is None


def test_service_of_a_list_comes_to_the_day() -> None:
    assert [row.experience for row in case("b_experience_days.xlsx").people] == [Decimal("12.45"), Decimal("2.92")]


def test_service_since_a_year_is_counted_and_doubted() -> None:
    [row] = parse(read(grid(HEAD, ["Квасова Анна Петровна", "преподаватель", "с 2010 г."])), TODAY).people

    assert row.experience == Decimal("16.25")
    assert row.warnings == ("Стаж «с 2010 г.»: посчитали с 1 сентября 2010 года, проверьте",)


def test_service_in_three_columns_is_added_up() -> None:
    assert [row.experience for row in case("b_split_experience.xlsx").people] == [Decimal("12.45"), Decimal("2.99")]


@pytest.mark.parametrize("name", ["b_merged_head.ods", "b_merged_head_cp1251.csv"])
def test_a_label_reaches_over_the_empty_cells_to_its_right(name: str) -> None:
    staff = case(name)

    assert staff.missing == ()
    assert staff.as_of == date(2026, 9, 1)
    assert len(staff.people) == 26
    by_name = {row.surname: row for row in staff.people}
    assert by_name["Вершинина"].experience == Decimal("28")
    assert by_name["Вершинина"].total_experience == Decimal("29.0")
    assert by_name["Вершинина"].category_date == date(2023, 4, 28)


def test_a_published_list_parts_post_and_category() -> None:
    staff = case("b_sveden_old.xlsx")

    found = {row.surname: (row.posts, row.category) for row in staff.people}
    assert found == {
        "Квасова": (("преподаватель",), "first"),
        "Долгих": (("заместитель директора", "преподаватель"), "highest"),
        "Медведкина": (("Медицинская сестра",), "none"),
        "Иноземцев": (("начальник отдела конвенционной подготовки",), "none"),
    }
    assert [row.number for row in staff.rows if row.kind == "section"] == [2, 7]
    assert "Физика" in next(row.subject for row in staff.people if row.surname == "Квасова")


def test_a_text_file_with_the_spaces_of_excel_is_a_table() -> None:
    [row] = case("b_nbsp_cp1251.csv").people
    assert (row.surname, row.experience) == ("Квасова", Decimal("12"))


def test_cells_are_parted_by_what_makes_even_rows() -> None:
    staff = case("b_commas_cp1251.csv")

    assert [column.meaning for column in staff.columns] == ["name", "post", "subject", "experience"]
    assert [row.experience for row in staff.people] == [Decimal("12.5"), Decimal("3.5"), Decimal("7")]


LINES = ("ФИО;Должность;Стаж", "Квасова Анна Петровна;преподаватель;12,5")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "mac_cyrillic", "utf-16", "utf-16-le"])
def test_a_text_file_is_read_in_every_encoding_that_excel_writes(encoding: str) -> None:
    lines = [line.replace(";", "\t") for line in LINES] if encoding == "utf-16" else list(LINES)
    if encoding == "utf-16-le":
        lines[0] = "\ufeff" + lines[0]

    assert [(row.full_name, row.experience) for row in text(*lines, encoding=encoding).people] == [
        ("Квасова Анна Петровна", Decimal("12.5"))
    ]


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    return out.getvalue()


OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("content", "refusal", "remedy"),
    [
        (b"%PDF-1.7 \x00", PdfDocument, "скопируйте таблицу"),
        (archive("[Content_Types].xml", "xl/workbook.bin"), BinaryWorkbook, "сохраните как «Книга Excel"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com">', XmlTable, "сохраните как «Книга Excel"),
        (b"ID;PWXL;N;E\r\nP;PGeneral", OldTable, "SYLK"),
        (b"\x03\x7e\x06\x01" + bytes(64), OldTable, "DBF"),
        (archive("Index/Document.iwa"), NumbersTable, "Экспортировать"),
        (OLD_WORD, WordDocument, "Скопируйте таблицу"),
        (rb"{\rtf1\ansi", WordDocument, "Скопируйте таблицу"),
    ],
)
def test_what_excel_opens_and_we_do_not_is_refused_with_a_remedy(
    content: bytes, refusal: type[Invalid], remedy: str
) -> None:
    with pytest.raises(refusal, match=remedy):
        read(content)


def plan_of(staff: StaffList, people: Sequence[Person] = ()) -> matching.Plan:
    return matching.plan(staff, people, as_of=TODAY)


def test_a_hidden_row_is_marked_and_asked_about() -> None:
    plan = plan_of(case("b_hidden_row.xlsx"))

    assert [(line.name, line.verdict) for line in plan.lines] == [
        ("Квасова Анна Петровна", "new"),
        ("Долгих Пётр Ильич", "new"),
        ("Уволенная Инна Олеговна", "doubtful"),
    ]
    assert "скрыта" in plan.lines[2].why


def test_letters_of_two_code_points_are_the_same_people() -> None:
    staff = case("a_nfd.xlsx")

    assert [row.full_name for row in staff.people] == [
        "Майоров Алексей Андреевич",
        "Ёлкина Вера Ильинична",
        "Петров Иван Ильич",
    ]
    assert [row.errors for row in staff.rows] == [()] * 4
    assert staff.people[0].hired_on == date(2014, 9, 1)


def test_hours_and_a_long_education_are_kept_whole() -> None:
    [row] = case("a_hours.xlsx").people

    assert row.load == Decimal("36")
    assert len(row.education) == 461
    assert row.warnings == ()


def test_a_row_without_a_name_but_with_data_of_its_own_is_nobodys_second_post() -> None:
    head = ["№", "ФИО", "Должность", "Стаж", "Дата рождения"]
    staff = parse(
        read(
            grid(
                head,
                [1, "Квасова Анна Петровна", "преподаватель", "12", "14.02.1985"],
                ["", "", "методист", "", ""],
                [2, "", "мастер производственного обучения", "3", "01.01.1990"],
            )
        ),
        TODAY,
    )

    [person] = staff.people
    assert person.posts == ("преподаватель", "методист")
    assert [(row.number, row.errors) for row in staff.rows if row.errors] == [
        (4, ("Непонятно, о ком эта строка: впишите ФИО или уберите её",))
    ]


def test_a_year_of_birth_of_two_figures_is_a_year() -> None:
    head = ["ФИО", "Должность", "Год рождения"]
    staff = parse(
        read(grid(head, ["Квасова Анна Петровна", "методист", "68"], ["Долгих Пётр Ильич", "методист", "05"])), TODAY
    )

    assert [row.birth_year for row in staff.people] == [1968, 2005]


@pytest.mark.parametrize(
    ("title", "day"),
    [
        ("Список работников по состоянию на 15.10.2026", date(2026, 10, 15)),
        ("Сотрудники на 1 октября 2026 года", date(2026, 10, 1)),
        ("Тарификация на 2026/2027 учебный год", date(2026, 9, 1)),
        ("Список работников", None),
    ],
)
def test_the_day_that_a_title_names_counts(title: str, day: date | None) -> None:
    staff = parse(read(grid([title, "", ""], HEAD, ["Квасова Анна Петровна", "преподаватель", "12"])), TODAY)
    assert staff.as_of == day


def test_a_hidden_column_is_named_and_not_loaded() -> None:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, ["Квасова Анна Петровна", "преподаватель", "12"]):
        sheet.append(row)
    sheet.column_dimensions["C"].hidden = True
    book.save(out)

    staff = parse(read(out.getvalue()), TODAY)

    assert staff.notes == ("Столбец C «Педагогический стаж» скрыт в файле: не загружается",)
    assert [row.experience for row in staff.people] == [None]
