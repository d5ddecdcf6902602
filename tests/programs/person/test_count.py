from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from services.programs.college.person.model import Person, count, count_again
from shared.contracts.regulation import first_edition

EDITION = first_edition()


def teacher(**known: object) -> Person:
    said = {"surname": "Ермолин", "given_name": "Геннадий", "posts": ("преподаватель",), "id": UUID(int=1)} | known
    return Person(**said)  # type: ignore[arg-type]  # each test names what it is about


@pytest.mark.parametrize(
    ("born", "today", "young"),
    [
        (date(1991, 11, 29), date(2026, 11, 30), 0),
        (date(1991, 11, 30), date(2026, 11, 30), 0),
        (date(1991, 12, 1), date(2026, 11, 30), 1),
        (date(1992, 2, 29), date(2027, 2, 28), 1),
    ],
)
def test_whoever_turns_35_today_is_young_no_more(born: date, today: date, young: int) -> None:
    assert count([teacher(birth_date=born)], EDITION, today=today).under_35 == young


def test_a_novice_is_one_in_the_first_three_years_and_unknown_experience_is_none() -> None:
    today = date(2026, 11, 30)
    people = [
        teacher(experience=Decimal("2.9"), experience_on=today),
        teacher(experience=Decimal("2.9"), experience_on=date(2026, 9, 1)),
        teacher(),
    ]
    assert count(people, EDITION, today=today).novices == 1


def test_whoever_left_or_does_not_teach_is_not_counted() -> None:
    people = [teacher(), teacher(posts=("бухгалтер",)), teacher(dismissed_on=date(2026, 9, 1))]
    told = count(people, EDITION, today=date(2026, 11, 30))
    assert told.teachers == 1
    assert count_again(count(people, EDITION, today=date(2026, 12, 1)), told) is None


def test_external_part_timers_and_outsiders_are_in_no_denominator() -> None:
    young: dict[str, object] = {"experience": Decimal(1), "birth_date": date(2000, 1, 1)}
    people = [teacher(employment=ground, **young) for ground in ("main", "", "external", "contract")]
    told = count(people, EDITION, today=date(2026, 11, 30))
    assert (told.teachers, told.novices, told.under_35) == (2, 2, 2)
