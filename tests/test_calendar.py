"""Working days by the Labour Code and the government's acts."""

from datetime import date, timedelta

import holidays
import pytest

from shared.calendar import (
    FIVE,
    FOLDER,
    SIX,
    Calendar,
    add_months,
    add_working_days,
    is_shortened,
    is_working,
    last_day,
    months_long,
    next_working_day,
    not_final,
    year,
    years_between,
)
from shared.contracts import terms


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_the_days_off_of_2026_are_those_of_the_act() -> None:
    rests = [
        (date(2025, 12, 31), date(2026, 1, 11)),
        (date(2026, 2, 21), date(2026, 2, 23)),
        (date(2026, 3, 7), date(2026, 3, 9)),
        (date(2026, 5, 1), date(2026, 5, 3)),
        (date(2026, 5, 9), date(2026, 5, 11)),
        (date(2026, 6, 12), date(2026, 6, 14)),
        (date(2026, 11, 4), date(2026, 11, 4)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ]
    for first, last in rests:
        assert not any(is_working(day) for day in days(first, last))
        assert is_working(first - timedelta(days=1))
        assert is_working(last + timedelta(days=1)) or last == date(2026, 12, 31)


def test_the_shortened_days_of_2026_are_four_in_a_week_of_five_days() -> None:
    short = [day for day in days(date(2026, 1, 1), date(2026, 12, 31)) if is_shortened(day)]

    assert short == [date(2026, 4, 30), date(2026, 5, 8), date(2026, 6, 11), date(2026, 11, 3)]


def test_a_week_of_six_days_rests_in_january_2026_up_to_the_eighth() -> None:
    assert not is_working(date(2026, 1, 8), SIX)
    assert is_working(date(2026, 1, 9), SIX)
    assert is_working(date(2026, 1, 10), SIX)
    assert not is_working(date(2026, 12, 31), SIX)


def test_a_holiday_on_a_saturday_is_not_moved_in_a_week_of_six_days() -> None:
    assert not is_working(date(2026, 5, 11))
    assert is_working(date(2026, 5, 11), SIX)
    assert not is_working(date(2026, 3, 9), SIX)


@pytest.mark.parametrize(
    ("number", "five", "six"), [(2023, 247, 298), (2024, 248, 300), (2025, 247, 299), (2026, 247, 299)]
)
def test_a_year_has_as_many_working_days_as_the_published_calendar_says(number: int, five: int, six: int) -> None:
    whole = days(date(number, 1, 1), date(number, 12, 31))

    assert sum(is_working(day) for day in whole) == five
    assert sum(is_working(day, SIX) for day in whole) == six


@pytest.mark.parametrize("number", [int(file.stem) for file in sorted(FOLDER.glob("*.json"))])
def test_every_day_of_every_year_agrees_with_an_independent_calendar(number: int) -> None:
    independent = holidays.country_holidays("RU", years=number)
    whole = days(date(number, 1, 1), date(number, 12, 31))

    assert {day for day in whole if is_working(day)} == {day for day in whole if independent.is_working_day(day)}


def test_an_act_known_only_from_others_says_so() -> None:
    assert not year(2027).confirmed
    assert all(year(number).confirmed for number in range(2023, 2027))


def test_a_saturday_worked_instead_of_the_eve_of_a_holiday_is_shortened() -> None:
    assert is_working(date(2025, 11, 1))
    assert is_shortened(date(2025, 11, 1))
    assert is_shortened(date(2024, 11, 2))
    assert not is_shortened(date(2024, 4, 27))


def test_three_working_days_from_the_29th_of_december_end_after_the_new_year() -> None:
    assert add_working_days(date(2026, 12, 29), 3) == date(2027, 1, 12)
    assert add_working_days(date(2025, 12, 29), 3) == date(2026, 1, 13)
    assert add_working_days(date(2025, 12, 29), 3, SIX) == date(2026, 1, 10)


def test_three_working_days_step_over_the_eighth_of_march() -> None:
    assert add_working_days(date(2026, 3, 5), 3) == date(2026, 3, 11)


def test_three_working_days_step_over_the_holidays_of_may() -> None:
    assert add_working_days(date(2026, 4, 29), 3) == date(2026, 5, 5)
    assert add_working_days(date(2026, 5, 7), 3) == date(2026, 5, 13)
    assert add_working_days(date(2026, 5, 7), 3, SIX) == date(2026, 5, 12)


def test_a_notice_on_a_friday_counts_from_monday() -> None:
    assert add_working_days(date(2026, 11, 20), 3) == date(2026, 11, 25)


def test_2027_has_the_holidays_of_the_law_and_the_transfers_of_its_act() -> None:
    assert year(2027).published
    assert is_working(date(2027, 2, 20))
    assert not is_working(date(2027, 2, 22))
    assert not is_working(date(2027, 11, 5))
    assert not is_working(date(2027, 12, 31))
    assert not is_working(date(2027, 5, 3))
    assert not is_working(date(2027, 5, 10))
    assert not is_working(date(2027, 6, 14))
    assert is_working(date(2027, 1, 11))


def test_a_year_without_data_still_has_the_holidays_of_the_law() -> None:
    assert not is_working(date(2031, 6, 12))
    assert not year(2031).published


def test_a_regional_holiday_is_a_day_off_and_moves_from_a_weekend() -> None:
    region = Calendar(5, regional=frozenset({date(2026, 3, 20), date(2026, 10, 11)}))

    assert not is_working(date(2026, 3, 20), region)
    assert is_working(date(2026, 3, 20), FIVE)
    assert not is_working(date(2026, 10, 12), region)
    assert is_shortened(date(2026, 3, 19), region)


def test_a_regional_holiday_of_every_year_is_one_in_each_year_and_moves_from_a_weekend() -> None:
    region = Calendar(5, yearly=frozenset({(10, 11)}))

    assert not is_working(date(2027, 10, 11), region)
    assert not is_working(date(2026, 10, 12), region)
    assert not is_working(date(2028, 10, 11), region)
    assert not is_working(date(2025, 10, 13), region)
    assert is_working(date(2025, 10, 13), Calendar(6, yearly=region.yearly))


def test_the_next_working_day_of_a_working_day_is_itself() -> None:
    assert next_working_day(date(2026, 11, 24)) == date(2026, 11, 24)
    assert next_working_day(date(2026, 5, 9)) == date(2026, 5, 12)


def test_months_are_counted_to_the_last_day_of_a_shorter_month() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2025, 9, 30), 12) == date(2026, 9, 30)
    assert add_months(date(2026, 11, 30), -12 * 35) == date(1991, 11, 30)


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        (date(2026, 9, 1), 12, date(2027, 8, 31)),
        (date(2026, 9, 1), 3, date(2026, 11, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2027, 3, 1), 3, date(2027, 5, 31)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), 1, date(2026, 2, 14)),
    ],
)
def test_a_term_of_months_ends_as_the_civil_code_says(begins: date, months: int, ends: date) -> None:
    assert last_day(begins, months) == ends
    assert months_long(begins, ends) == months
    assert months_long(begins, ends + timedelta(days=1)) == months + 1


def test_months_of_every_day_of_a_leap_cycle_follow_one_another() -> None:
    for begins in days(date(2027, 1, 1), date(2028, 12, 31)):
        ends = [last_day(begins, months) for months in range(1, 25)]
        assert ends == sorted(set(ends))
        assert [months_long(begins, end) for end in ends] == list(range(1, 25))


def test_years_are_counted_by_the_calendar() -> None:
    assert years_between(date(2023, 9, 1), date(2026, 9, 1)) == 3
    assert years_between(date(2023, 9, 1), date(2026, 8, 31)) < 3
    assert years_between(date(2024, 2, 29), date(2025, 2, 28)) == 1
    assert years_between(date(2026, 9, 1), date(2026, 9, 1)) == 0
    assert years_between(date(2026, 9, 1), date(2020, 1, 1)) == 0


def test_a_year_without_its_act_is_not_final() -> None:
    assert not_final(date(2026, 12, 28), date(2027, 1, 15)) == []
    assert not_final(date(2027, 12, 30), date(2028, 1, 12)) == [2028]


@pytest.mark.parametrize(
    ("begins", "ends", "day", "month", "year"),
    [
        (date(2026, 9, 1), date(2027, 8, 31), date(2026, 9, 1), "1-й месяц из 12", "1-й год из 1"),
        (date(2026, 9, 1), date(2027, 8, 31), date(2026, 9, 30), "1-й месяц из 12", "1-й год из 1"),
        (date(2026, 9, 1), date(2027, 8, 31), date(2026, 10, 1), "2-й месяц из 12", "1-й год из 1"),
        (date(2026, 9, 1), date(2027, 8, 31), date(2027, 8, 31), "12-й месяц из 12", "1-й год из 1"),
        (date(2026, 9, 1), date(2027, 8, 31), date(2027, 9, 1), "", ""),
        (date(2026, 9, 1), date(2027, 8, 31), date(2026, 8, 31), "", ""),
        (date(2027, 1, 31), date(2027, 4, 30), date(2027, 2, 28), "1-й месяц из 3", "1-й год из 1"),
        (date(2027, 1, 31), date(2027, 4, 30), date(2027, 3, 1), "2-й месяц из 3", "1-й год из 1"),
        (date(2028, 2, 29), date(2029, 2, 28), date(2029, 2, 28), "12-й месяц из 12", "1-й год из 1"),
        (date(2024, 9, 1), date(2029, 8, 31), date(2026, 11, 24), "27-й месяц из 60", "3-й год из 5"),
        (date(2024, 9, 1), date(2029, 8, 31), date(2025, 8, 31), "12-й месяц из 60", "1-й год из 5"),
        (date(2024, 9, 1), date(2028, 9, 30), date(2028, 9, 15), "49-й месяц из 49", "5-й год из 5"),
    ],
)
def test_a_day_is_in_a_month_and_a_year_of_its_term(begins: date, ends: date, day: date, month: str, year: str) -> None:
    assert terms.month_now(begins, ends, day) == month
    assert terms.year_now(begins, ends, day) == year
