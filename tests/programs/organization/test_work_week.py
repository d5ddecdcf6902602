"""The working week of an organization and its regional holidays, followed wherever working days are counted."""

from datetime import date

import pytest

from services.programs.college.organization import model, pages, queries
from services.programs.college.organization.commands import SetWorkWeek, set_work_week
from services.programs.college.organization.model import WorkWeek
from services.programs.pairing.pair import commands
from shared.actor import Role
from shared.calendar import FIVE, Calendar
from shared.contracts import terms
from shared.contracts.regulation import first_edition
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import by, college, events
from tests.programs.scene import ERMOLIN

GROUND = "Правила внутреннего трудового распорядка, п. 5.1"
SIX_DAYS = SetWorkWeek(week="6", holidays="11.10, 20.03.2027", ground=GROUND)


def test_holidays_are_read_with_a_year_and_without() -> None:
    event = model.set_week(week=6, holidays="11.10,20.03.2027\n 27.05", ground=f" {GROUND} ", before=WorkWeek())

    assert event is not None
    assert event.holidays == (date(2027, 3, 20),)
    assert event.yearly == (date(2000, 5, 27), date(2000, 10, 11))
    assert event.ground == GROUND


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("20 марта", model.HolidayUnclear),
        ("31.02.2027", model.HolidayUnclear),
        ("31.13", model.HolidayUnclear),
        ("1.1", model.HolidayUnclear),
        ("00.00.0000", model.HolidayUnclear),
        ("29.02", model.HolidayLeap),
        (" ".join(["11.10"] * 61), model.TooManyHolidays),
    ],
)
def test_a_day_that_cannot_be_read_is_refused_beside_its_field(typed: str, refusal: type[model.HolidayUnclear]) -> None:
    with pytest.raises(refusal) as refused:
        model.set_week(week=5, holidays=typed, ground=GROUND, before=WorkWeek())

    assert refused.value.field == "holidays"


async def test_a_college_works_five_days_until_it_says_six_and_saying_it_again_is_no_fact(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        assert await queries.calendar(tx) == FIVE
        by(tx, Role.HR)
        await set_work_week(tx, SIX_DAYS)
        await set_work_week(tx, SIX_DAYS)

        assert await queries.calendar(tx) == Calendar(6, frozenset({date(2027, 3, 20)}), frozenset({(10, 11)}))
        assert (await queries.work_week(tx)).words == "11.10, 20.03.2027"
        assert (await events(tx)).count("work_week_set") == 1


async def test_a_notice_and_the_days_for_an_answer_are_counted_as_the_college_works(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        by(tx, Role.HR)
        await set_work_week(tx, SetWorkWeek(week="6", holidays="28.11", ground=GROUND))
        pair_id = await scene.working(tx)
        scene.teacher(tx, ERMOLIN)
        last = await commands.give_notice(tx, commands.GiveNotice(pair_id=pair_id, reason="нагрузка"))

        # From Tuesday 24 November: 25, 26, 27; an answer within five days steps over the 28th and Sunday.
        assert last == date(2026, 11, 27)
        assert await tx.value("select answer_due from pair where id = $1", pair_id) == date(2026, 12, 1)
        assert (await pages.show_organization(tx)).context["week"].week == 6


def test_a_term_that_reaches_a_year_without_its_act_says_so() -> None:
    reached = terms.reach(first_edition(), "exit_notice", date(2027, 12, 29))

    assert terms.unsettled(date(2026, 12, 29), date(2027, 1, 12)) == ""
    assert "2028" in terms.unsettled(date(2027, 12, 29), reached)
