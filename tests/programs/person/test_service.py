"""Years of teaching: the rule and the SQL agree on every day of the calendar, and unknown is not zero."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.programs.college.person import queries
from services.programs.college.person.commands import AddPerson, ChangePerson, add_person, change_person
from services.programs.college.person.model import Facts, experience_shown, is_novice, is_young
from tests.conftest import FreshContour
from tests.programs.college import college

DAYS = st.dates(date(1980, 1, 1), date(2060, 12, 31))


def facts(experience: Decimal | None = None, since: date | None = None, born: date | None = None) -> Facts:
    return Facts(surname="Шубина", given_name="Лариса", experience=experience, experience_on=since, birth_date=born)


def test_a_third_anniversary_ends_the_first_three_years_on_its_very_day() -> None:
    teacher = facts(Decimal(1), date(2024, 9, 1))

    assert is_novice(teacher, date(2026, 8, 31))
    assert not is_novice(teacher, date(2026, 9, 1))


def test_unknown_experience_is_no_novices_and_no_zero() -> None:
    assert facts().experience_at(date(2026, 9, 1)) is None
    assert not is_novice(facts(), date(2026, 9, 1))


def test_the_day_of_thirty_five_years_ends_youth() -> None:
    born = facts(born=date(1991, 11, 30))

    assert is_young(born, date(2026, 11, 29))
    assert not is_young(born, date(2026, 11, 30))


@given(DAYS, st.integers(0, 40))
def test_whole_years_are_whole_on_every_anniversary(since: date, years: int) -> None:
    reached = since.replace(year=since.year + years) if (since.month, since.day) != (2, 29) else None
    if reached is not None:
        assert facts(Decimal(0), since).experience_at(reached) == years


async def test_the_statement_counts_as_the_rule_does(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        for since in (date(2024, 2, 29), date(2023, 9, 1), date(2026, 12, 31), date(2000, 1, 1)):
            for gone in (-800, -1, 0, 1, 364, 365, 366, 730, 1096, 1461, 9000):
                day = since + timedelta(days=gone)
                counted = await tx.value("select service_years(2.45, $1, $2)", since, day)
                expected = facts(Decimal("2.45"), since).experience_at(day)
                assert expected is not None
                assert counted == pytest.approx(expected, abs=Decimal("1e-9")), (since, day)
        assert await tx.value("select service_years(null, $1, $1)", date(2026, 9, 1)) is None


async def test_a_card_without_experience_says_nothing_of_it(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        person_id = await add_person(tx, AddPerson(surname="Шубина", given_name="Лариса", posts="преподаватель"))

        card = await queries.person(tx, person_id)

        assert card.experience_years is None
        assert not card.novice
        assert await queries.people(tx, queries.StaffFilter(experience="novice")) == []
        assert await queries.people(tx, queries.StaffFilter(experience="experienced")) == []
        assert [one.id for one in await queries.people(tx, queries.StaffFilter(experience="unknown"))] == [person_id]


async def test_a_card_saved_as_its_form_shows_it_changes_nothing(fresh_contour: FreshContour) -> None:
    ground = AddPerson(surname="Шубина", given_name="Лариса", posts="преподаватель", experience=2.5)
    async with college(fresh_contour) as tx:
        person_id = await add_person(tx, ground)
        before = await queries.person(tx, person_id)
        tx.now += timedelta(days=1000)
        shown = experience_shown(before.facts(), tx.today)
        assert shown == Decimal("5.23")

        same = {name: getattr(ground, name) for name in ("surname", "given_name", "posts")}
        await change_person(tx, ChangePerson(person_id=person_id, experience=float(shown), **same))
        after = await queries.person(tx, person_id)
        assert (after.experience, after.experience_on) == (before.experience, before.experience_on)

        await change_person(tx, ChangePerson(person_id=person_id, experience=2.5, **same))
        assert (await queries.person(tx, person_id)).experience_on == tx.today, "2,5 typed today is as of today"


def test_no_source_counts_years_in_days_or_takes_unknown_for_zero() -> None:
    personal = r"(experience|birth|service|load|age)\w*"
    forbidden = [r"365\.25", r"days\s*/+\s*365", rf"coalesce\(\w*\.?{personal}, *\d", rf"\.{personal} or 0\b"]
    sources = [path for root in ("services", "shared", "deploy") for path in Path(root).rglob("*")]
    found = [
        f"{path}: {rule}"
        for path in sources
        if path.suffix in {".py", ".sql", ".html"}
        for rule in forbidden
        if re.search(rule, path.read_text("utf-8"))
    ]
    assert found == []
