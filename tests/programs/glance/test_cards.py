"""The small cards beside the work queue: the whole college for its staff, their own programs for others."""

from datetime import date

import pytest

from services.programs.home.today import cards
from shared.actor import Role
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import by, college
from tests.programs.program.test_commands import started
from tests.programs.scene import GUSHCHIN, SHUBINA


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


async def test_the_two_see_how_their_own_program_goes(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        [led] = await cards.glances(tx)
        scene.teacher(tx, SHUBINA)
        [own] = await cards.glances(tx)
        scene.teacher(tx, GUSHCHIN)
        assert await cards.glances(tx) == []

    assert led.title == "Программа, которую вы ведёте"
    assert "Шубина" in led.lines[0]
    assert own.title == "Ваша программа"
    assert "Ермолин" in own.lines[0]
    assert own.lines[1:] == ("Идёт 1-й месяц из 7.", "Встреч ещё не было.")
    assert own.meter == (0, 2, "Сделано 0 из 2 мероприятий")
    assert own.link == ("Открыть программу", f"/programs/{program_id}")
