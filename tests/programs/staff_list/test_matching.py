"""Matching a staff list with the staff: who is who, what changes, and what only a person can decide."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from services.programs.college.person.model import Facts, Person, tidy
from services.programs.college.staff_list.columns import Column, Meaning
from services.programs.college.staff_list.matching import MatchedRow, merged, plan, slips
from services.programs.college.staff_list.parsing import StaffList
from services.programs.college.staff_list.row import StaffRow

SEPTEMBER = date(2026, 9, 1)
COLUMNS: tuple[Meaning, ...] = ("name", "post", "subject", "experience", "category")


def staff(*rows: StaffRow, columns: tuple[Meaning, ...] = COLUMNS) -> StaffList:
    return StaffList(rows, tuple(Column(at, "A", name, name, name) for at, name in enumerate(columns)))


def row(name: str, number: int = 7, **told: Any) -> StaffRow:
    surname, given, *rest = name.split()
    filled: dict[str, Any] = {"posts": ("преподаватель",), "subject": "Лесоводство"} | told
    return StaffRow(
        sheet="Лист1", number=number, kind="person", raw=name, surname=surname, given_name=given,
        patronymic=" ".join(rest), **filled,
    )  # fmt: skip


def known(name: str, **told: Any) -> Person:
    surname, given, *rest = name.split()
    filled: dict[str, Any] = {"posts": ("преподаватель",), "subject": "Лесоводство"} | told
    return Person(id=uuid4(), surname=surname, given_name=given, patronymic=" ".join(rest), **filled)


def only(said: StaffRow, *people: Person) -> MatchedRow:
    [line] = plan(staff(said), people, as_of=SEPTEMBER).lines
    return line


def test_a_name_nobody_has_is_a_new_person() -> None:
    line = only(row("Шубина Лариса Витальевна"), known("Лаптева Надежда Егоровна"))

    assert line.verdict == "new"
    assert line.facts is not None
    assert line.facts.full_name == "Шубина Лариса Витальевна"


def test_the_same_person_told_again_is_unchanged() -> None:
    shubina = known("Шубина Лариса Витальевна")

    assert only(row("Шубина Лариса Витальевна"), shubina).verdict == "unchanged"


@pytest.mark.parametrize("spelling", ["ПАНФЕРОВА ЗОЯ ТИМОФЕЕВНА", "Панферова Зоя Тимофеевна"])
def test_case_and_yo_do_not_make_another_person_nor_change_the_name(spelling: str) -> None:
    zoya = known("Панфёрова Зоя Тимофеевна")

    line = only(row(spelling), zoya)

    assert (line.verdict, line.person_id) == ("unchanged", zoya.id)


def test_words_that_differ_in_case_alone_are_no_change() -> None:
    shubina = known("Шубина Лариса Витальевна", subject="лесоводство", posts=("Преподаватель",))

    assert only(row("Шубина Лариса Витальевна"), shubina).verdict == "unchanged"


def test_the_highest_category_takes_nothing_from_a_mentor_teacher() -> None:
    ermolin = known("Ермолин Геннадий Аркадьевич", category="mentor", category_date=date(2024, 11, 29))

    assert only(row("Ермолин Геннадий Аркадьевич", category="highest"), ermolin).verdict == "unchanged"


def test_a_new_post_and_category_are_named_with_what_was_before() -> None:
    shubina = known("Шубина Лариса Витальевна")

    line = only(row("Шубина Лариса Витальевна", posts=("преподаватель", "методист"), category="first"), shubina)

    assert line.verdict == "changed"
    assert [(one.title, one.before, one.after) for one in line.changes] == [
        ("должность", "преподаватель", "преподаватель, методист"),
        ("категория", "без категории", "первая категория"),
    ]


def test_an_empty_cell_takes_nothing_away() -> None:
    shubina = known("Шубина Лариса Витальевна", birth_date=date(1998, 7, 23), birth_year=1998, hired_on=SEPTEMBER)

    assert only(row("Шубина Лариса Витальевна", subject=""), shubina).verdict == "unchanged"


def test_a_list_without_categories_leaves_them_as_they_are() -> None:
    facts = Facts(surname="Шубина", given_name="Лариса")

    kept = merged(msgspec.structs.replace(facts, category="highest"), facts, has_category=False)
    taken = merged(msgspec.structs.replace(facts, category="highest"), facts, has_category=True)

    assert (kept.category, taken.category) == ("highest", "none")


def test_an_exact_namesake_with_another_birthday_is_for_a_person_to_decide() -> None:
    older = known("Ильиных Кирилл Олегович", birth_date=date(1970, 1, 1), birth_year=1970)

    line = only(row("Ильиных Кирилл Олегович", birth_date=date(1997, 2, 14)), older)

    assert (line.verdict, line.candidates) == ("doubtful", (older.id,))


def test_two_known_namesakes_are_told_apart_by_birthday() -> None:
    older = known("Ильиных Кирилл Олегович", birth_date=date(1970, 1, 1), birth_year=1970)
    younger = known("Ильиных Кирилл Олегович", birth_date=date(1997, 2, 14), birth_year=1997)

    line = only(row("Ильиных Кирилл Олегович", birth_date=date(1997, 2, 14)), older, younger)

    assert line.person_id == younger.id


def test_two_known_namesakes_without_birthdays_are_told_apart_by_post() -> None:
    master = known("Ильиных Кирилл Олегович", posts=("мастер производственного обучения",))
    teacher = known("Ильиных Кирилл Олегович")

    assert only(row("Ильиных Кирилл Олегович"), master, teacher).person_id == teacher.id


@pytest.mark.parametrize(
    "spelling", ["Шубена Лариса Витальевна", "Шубина Лариса", "Шубина Лариса Витальефна", "Шубин Лариса Витальевна"]
)
def test_a_slip_in_a_name_is_doubtful_not_a_new_person(spelling: str) -> None:
    shubina = known("Шубина Лариса Витальевна")

    line = only(row(spelling), shubina)

    assert (line.verdict, line.candidates) == ("doubtful", (shubina.id,))


def test_a_new_surname_with_the_same_birthday_is_doubtful() -> None:
    maltseva = known("Мальцева Дарья Романовна", birth_date=date(2002, 11, 5), birth_year=2002)

    assert only(row("Орлова Дарья Романовна", birth_date=date(2002, 11, 5)), maltseva).verdict == "doubtful"
    assert only(row("Орлова Дарья Романовна"), maltseva).verdict == "new"


def test_somebody_who_is_in_the_list_under_their_own_name_is_no_candidate() -> None:
    maria, marina = known("Белова Мария Ивановна"), known("Белова Марина Ивановна")

    lines = plan(staff(row("Белова Мария Ивановна"), row("Белова Марина Ивановна")), [maria, marina], as_of=SEPTEMBER)

    assert [line.verdict for line in lines.lines] == ["unchanged", "unchanged"]


def test_whoever_was_dismissed_does_not_come_back_by_an_old_list_alone() -> None:
    gone = known("Шубина Лариса Витальевна", dismissed_on=date(2026, 10, 1))

    line = only(row("Шубина Лариса Витальевна"), gone)

    assert (line.verdict, line.candidates) == ("doubtful", (gone.id,))
    assert "01.10.2026" in line.why


def test_rows_with_errors_are_answered_and_not_loaded() -> None:
    line = only(row("Шубина Л.", errors=("вместо имени и отчества стоят инициалы",)))

    assert (line.verdict, line.facts) == ("error", None)
    assert line.remarks == ("вместо имени и отчества стоят инициалы",)


def test_who_is_not_in_the_list_is_named() -> None:
    shubina, gone = known("Шубина Лариса Витальевна"), known("Лаптева Надежда Егоровна", dismissed_on=SEPTEMBER)
    absent = known("Кашкаров Степан Филиппович")

    found = plan(staff(row("Шубина Лариса Витальевна")), [shubina, gone, absent], as_of=SEPTEMBER)

    assert found.absent == (absent.id,)


def test_another_preview_has_another_seal() -> None:
    told = staff(row("Шубина Лариса Витальевна"))
    shubina = known("Шубина Лариса Витальевна")
    before = plan(told, [], as_of=SEPTEMBER)

    assert before.seal == plan(told, [], as_of=SEPTEMBER).seal
    assert before.seal != plan(told, [shubina], as_of=SEPTEMBER).seal


def test_slips_are_counted_to_three() -> None:
    assert [slips("шубина", other) for other in ("шубина", "шубена", "шубе", "лаптева")] == [0, 1, 3, 3]
    assert slips("шубина", "шубин") == 1


def test_experience_grows_by_itself() -> None:
    facts = tidy(Facts(surname="А", given_name="Б", experience=Decimal(2), experience_on=SEPTEMBER))

    assert facts.experience_at(date(2028, 9, 1)) == pytest.approx(Decimal(4), abs=Decimal("0.01"))
