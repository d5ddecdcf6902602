"""Real staff lists: people are found, damage is repaired, every row gets an answer."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from deploy.demo.staff import STAFF, DemoPerson
from services.programs.college.staff_list.parsing import NoStaffInFile, StaffList, StaffRow, parse
from shared.documents.spreadsheet import read
from tests.staff_lists import grid, mojibake, plain, tarification

TODAY = date(2026, 11, 24)
HEAD = ["№", "Ф.И.О.", "Должность", "Предмет", "Стаж", "Категория", "Дата рождения", "Ставка"]


def loaded(content: bytes) -> StaffList:
    return parse(read(content), TODAY)


def only(*row: Any, head: Sequence[str] = HEAD) -> StaffRow:
    """What a list with this single row says about it."""
    return loaded(grid(head, row)).rows[1]


def named(person: str, **changed: Any) -> StaffRow:
    told: dict[str, Any] = {
        "post": "преподаватель",
        "subject": "физика",
        "experience": "12,5",
        "category": "нет",
        "born": "14.02.1985",
        "load": 1,
    }
    return only(1, person, *(told | changed).values())


def expected(person: DemoPerson) -> tuple[Any, ...]:
    return (person.surname, person.given, person.patronymic, person.posts, person.subject.lower(), person.experience,
            person.category, person.category_date, person.graduated, person.load)  # fmt: skip


def told(row: StaffRow) -> tuple[Any, ...]:
    return (row.surname, row.given_name, row.patronymic, row.posts, row.subject.lower(), row.experience,
            row.category, row.category_date, row.graduated, row.load)  # fmt: skip


@pytest.mark.parametrize("college", ["btlh", "bgpk"])
@pytest.mark.parametrize("damaged", [True, False])
def test_a_tarification_list_gives_all_its_people_whatever_its_damages(college: str, damaged: bool) -> None:
    staff = loaded(tarification(college, STAFF[college], damaged=damaged))

    by_name = {row.full_name: told(row) for row in staff.people}
    assert by_name == {person.full_name: expected(person) for person in STAFF[college]}
    assert [row for row in staff.rows if row.errors] == []
    assert staff.missing == ()
    assert staff.as_of == date(2026, 9, 1)


def test_every_row_of_a_tarification_list_is_named() -> None:
    staff = loaded(tarification("btlh", STAFF["btlh"]))

    assert Counter(row.kind for row in staff.rows) == {
        "title": 3, "head": 2, "numbers": 1, "section": 3, "person": 26,
        "vacancy": 1, "total": 1, "note": 1, "signature": 2,
    }  # fmt: skip
    assert [row.number for row in staff.rows if row.kind == "section"] == [8, 12, 28]
    assert {row.section for row in staff.people} == {"Администрация", "Преподаватели", "Иные педагогические работники"}
    assert "Ермолин Геннадий Аркадьевич | Преподаватель" in next(
        row.raw for row in staff.rows if row.surname == "Ермолин"
    )


def test_columns_are_found_by_meaning_and_the_rest_are_named_as_not_loaded() -> None:
    staff = loaded(plain(STAFF["bgpk"]))

    assert {row.full_name: told(row) for row in staff.people} == {
        person.full_name: expected(person) for person in STAFF["bgpk"]
    }
    assert {row.full_name: row.birth_date for row in staff.people} == {
        person.full_name: person.birth_date for person in STAFF["bgpk"]
    }
    assert {row.full_name: row.hired_on for row in staff.people} == {
        person.full_name: person.hired_on for person in STAFF["bgpk"]
    }
    assert [(column.letter, column.label) for column in staff.unrecognized] == [("F", "СНИЛС")]
    assert {column.letter: column.meaning for column in staff.columns if column.meaning} == {
        "A": "number", "B": "surname", "C": "given", "D": "patronymic", "E": "birth_date", "G": "post", "H": "subject",
        "I": "load", "J": "experience", "K": "category", "L": "category_date", "M": "hired_on", "N": "education",
        "O": "graduated",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "meanings"),
    [
        (["№ п/п", "Ф. И. О.", "Стаж общий", "Стаж пед."], ["number", "name", "total_experience", "experience"]),
        (["N", "Фамилия, инициалы", "Педстаж", "Кв. категория"], ["number", "name", "experience", "category"]),
        (
            ["ФИО", "Наличие квалификационной категории, дата её присвоения", "Телефон", "Должность"],
            ["name", "category", None, "post"],
        ),
        (["Сотрудник", "Должность", "Стаж в данном учреждении", "E-mail"], ["name", "post", None, None]),
        (["ФИО", "Дисциплины", "Кол-во часов в неделю", "Всего ставок"], ["name", "subject", None, "load"]),
        (["ФИО", "Должность, преподаваемый предмет", "Дата приема", "КПК"], ["name", "post_subject", "hired_on", None]),
    ],
)  # fmt: skip
def test_a_column_may_be_called_in_many_ways(labels: list[str], meanings: list[str | None]) -> None:
    staff = loaded(grid(labels, ["1", "Панфёрова Зоя Тимофеевна", "7", "8"]))

    assert [column.meaning for column in staff.columns] == meanings


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"experience": "двенадцать"}, "Стаж «двенадцать» — не число: поставьте, например, 12,5"),
        ({"experience": date(2026, 5, 12)}, "Стаж «12.05.2026» — это дата: Excel переделал число"),
        ({"experience": "125"}, "Стаж «125» — столько не бывает"),
        ({"category": "третья"}, "Категория «третья» непонятна"),
        ({"category": "первая, 31.02.2022"}, "«31.02.2022»: такого дня нет в календаре"),
        ({"category": "первая, 31.12.2026"}, "Дата присвоения категории 31.12.2026 ещё не наступила"),
        ({"born": "14.02.2015"}, "Дата рождения «14.02.2015»: выходит возраст 11"),
    ],
)
def test_what_cannot_be_taken_is_an_error_with_its_reason(changed: dict[str, Any], reason: str) -> None:
    row = named("Панфёрова Зоя Тимофеевна", **changed)

    assert row.answer == "error"
    assert any(reason in error for error in row.errors), row.errors


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"experience": None}, "Стаж не указан"),
        ({"post": None, "subject": None}, "Должность не указана"),
        ({"category": "первая"}, "Не указана дата присвоения категории"),
        ({"category": "первая до 28.04.2028"}, "это срок действия"),
        ({"category": "высшая 18.12.2020"}, "проверьте, не истекла ли она"),
        ({"category": "высшая, декабрь 2024"}, "неполная: взяли 01.12.2024"),
        ({"experience": "39"}, "работа с 2 лет"),
        ({"load": "полная"}, "Нагрузка «полная» не загружается"),
    ],
)
def test_what_is_doubtful_is_a_warning_and_is_loaded(changed: dict[str, Any], reason: str) -> None:
    row = named("Панфёрова Зоя Тимофеевна", **changed)

    assert row.answer == "warning"
    assert any(reason in warning for warning in row.warnings), row.warnings


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("ПАНФЁРОВА ЗОЯ ТИМОФЕЕВНА", "Панфёрова Зоя Тимофеевна"),
        ("панфёрова зоя тимофеевна", "Панфёрова Зоя Тимофеевна"),
        ("13. Панфёрова  Зоя\nТимофеевна", "Панфёрова Зоя Тимофеевна"),
        ("Зоя Тимофеевна Панфёрова", "Панфёрова Зоя Тимофеевна"),
        ("Панфёрова Зоя Тимофеевна (внешний совместитель)", "Панфёрова Зоя Тимофеевна"),
        ("ДЬЯКОВА-РЫБИНА НАТАЛЬЯ АЛЕКСЕЕВНА", "Дьякова-Рыбина Наталья Алексеевна"),
        ("Мамедов Рашид Вагиф оглы", "Мамедов Рашид Вагиф оглы"),
        ("Ким Ольга", "Ким Ольга"),
        (mojibake("Ильиных Кирилл Олегович"), "Ильиных Кирилл Олегович"),
        ("Ильиных Киpилл Oлeгoвич", "Ильиных Кирилл Олегович"),
        ("Èëüèíûõ Êèðèëë Îëåãîâè÷", "Ильиных Кирилл Олегович"),
    ],
)
def test_a_name_is_read_in_any_dress(written: str, read_as: str) -> None:
    row = named(written)

    assert (row.full_name, row.errors) == (read_as, ())


@pytest.mark.parametrize(
    ("person", "post", "ground"),
    [
        ("Панфёрова Зоя Тимофеевна (внешний совместитель)", "преподаватель", "external"),
        ("Панфёрова Зоя Тимофеевна", "преподаватель (внеш. совм.)", "external"),
        ("Панфёрова Зоя Тимофеевна", "преподаватель, внутренний совместитель", "main"),
        ("Панфёрова Зоя Тимофеевна (договор ГПХ)", "преподаватель", "contract"),
        ("Панфёрова Зоя Тимофеевна", "преподаватель", ""),
    ],
)
def test_the_ground_of_work_is_read_where_lists_write_it(person: str, post: str, ground: str) -> None:
    row = named(person, post=post)

    assert (row.employment, row.full_name) == (ground, "Панфёрова Зоя Тимофеевна")
    assert not any("Пометка" in warning for warning in row.warnings)


@pytest.mark.parametrize("written", ["Панфёрова З. Т.", "Панфёрова З.Т.", "Панфёрова", "Панфёрова 3оя Тимофеевна"])
def test_an_incomplete_name_is_asked_for(written: str) -> None:
    assert named(written).answer == "error"


@pytest.mark.parametrize(
    ("written", "posts", "subject"),
    [
        ("Преподаватель, история, обществознание", ("преподаватель",), "история, обществознание"),
        ("преподаватель математики", ("преподаватель",), "математики"),
        ("Зам. директора по УР; преподаватель (русский)", ("заместитель директора по УР", "преподаватель"), "русский"),
        ("Мастер п/о", ("мастер производственного обучения",), ""),
        ("Преподаватель-организатор ОБЗР", ("преподаватель-организатор ОБЗР",), ""),
        ("Преподаватель, высшая квалификационная категория", ("преподаватель",), ""),
    ],
)  # fmt: skip
def test_posts_and_subjects_are_parted(written: str, posts: tuple[str, ...], subject: str) -> None:
    row = only(
        "Панфёрова Зоя Тимофеевна", written, "5", head=["ФИО", "Наименование должности, преподаваемый предмет", "Стаж"]
    )

    assert (row.posts, row.subject) == (posts, subject)
    assert row.category == ("highest" if "категория" in written else "none")


def test_a_person_in_several_rows_is_one_person_with_all_posts() -> None:
    staff = loaded(
        grid(
            HEAD,
            [1, "Соболева Ирина Константиновна", "методист", None, 23, "нет", "30.01.1981", "0,5"],
            [2, "Гущин Артём Дмитриевич", "мастер п/о", None, "0,2", "нет", "17.04.2002", 1],
            [3, "СОБОЛЕВА ИРИНА КОНСТАНТИНОВНА", "преподаватель", "математика", None, None, None, "0,75"],
            [None, None, "тьютор", None, None, None, None, "0,25"],
        )
    )

    first, _, again, below = staff.rows[1:]
    assert (first.posts, first.load) == (("методист", "преподаватель", "тьютор"), Decimal("1.5"))
    assert (again.same_as, again.answer, again.notes) == (
        2,
        "ok",
        ("Тот же человек, что в строке 2: должности объединены",),
    )
    assert (below.same_as, below.warnings) == (
        2,
        ("ФИО не указано: отнесли к строке 4 (Соболева Ирина Константиновна)",),
    )
    assert [row.surname for row in staff.people] == ["Соболева", "Гущин"]


def test_rows_of_one_person_that_contradict_each_other_are_asked_about() -> None:
    staff = loaded(
        grid(
            HEAD,
            [1, "Соболева Ирина Константиновна", "методист", None, 23, "нет", None, 1],
            [2, "Соболева Ирина Константиновна", "преподаватель", None, 21, "нет", None, 1],
        )
    )

    assert staff.rows[1].warnings == ("Стаж здесь и в строке 3 разный (23 и 21): взят отсюда",)


def test_namesakes_with_other_birth_dates_are_two_people_and_misspelt_ones_are_asked_about() -> None:
    staff = loaded(
        grid(
            HEAD,
            [1, "Соболева Ирина Константиновна", "методист", None, 23, "нет", "30.01.1981", 1],
            [2, "Соболева Ирина Константиновна", "преподаватель", None, 2, "нет", "05.05.2001", 1],
            [3, "Соболева Ирина Констонтиновна", "тьютор", None, 23, "нет", None, 1],
        )
    )

    assert len(staff.people) == 3
    assert "полный тёзка с другой датой рождения" in staff.rows[2].warnings[0]
    assert staff.rows[3].warnings == ("Похоже на «Соболева Ирина Константиновна» в строке 2: не один ли человек?",)


def test_a_head_printed_again_on_the_next_page_is_a_head() -> None:
    staff = loaded(grid(HEAD, [1, "Ким Анна Львовна", "методист", None, 1, "нет", None, 1], HEAD))

    assert [row.kind for row in staff.rows] == ["head", "person", "head"]


def test_sheets_without_a_head_and_a_file_without_people_are_told_apart() -> None:
    with pytest.raises(NoStaffInFile) as refused:
        loaded(grid(["Прайс-лист"], ["Саженцы", 12]))
    assert refused.value.field == "file"

    with pytest.raises(NoStaffInFile):
        loaded(grid())


def test_a_line_that_fits_nothing_is_shown_and_not_dropped() -> None:
    person = [1, "Ким Анна Львовна", "методист", None, 1, "нет", None, 1]
    row = loaded(grid(HEAD, person, [None, None, "см. приложение", "и ещё", None, None, None, None])).rows[2]

    assert (row.kind, row.answer) == ("unclear", "error")


def test_missing_columns_are_named() -> None:
    staff = loaded(grid(["ФИО", "Должность"], ["Ким Анна Львовна", "методист"]))

    assert staff.missing == ("образование", "стаж педагогической работы", "квалификационная категория")
    assert staff.people[0].answer == "ok"
