"""The small cards beside the work queue: figures from the lived year, and only for those who see the whole college."""

from datetime import date

import pytest

from services.programs.glance import cards
from shared.actor import Role
from tests.conftest import FreshContour
from tests.programs.college import by, college


@pytest.mark.parametrize(
    ("today", "begun"),
    [(date(2026, 8, 31), date(2025, 9, 1)), (date(2026, 9, 1), date(2026, 9, 1)), (date(2027, 1, 9), date(2026, 9, 1))],
)
def test_a_school_year_begins_on_the_first_of_september(today: date, begun: date) -> None:
    assert cards.school_year(today) == begun


async def test_an_empty_college_says_so_without_dividing_by_zero(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        by(tx, Role.CURATOR)

        year, told = await cards.glances(tx)

    assert year.title == "Год 2026/27"
    assert year.lines == ("Пока ни одна программа не идёт",)
    assert year.meter is None
    assert told.lines[0] == "За неделю ничего не ушло."


async def test_a_teacher_sees_no_figures_of_the_college(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        by(tx, Role.TEACHER, Role.MENTOR)

        assert await cards.glances(tx) == []
