"""The number of an order is unique in its year, whatever the order is about."""

from datetime import date

import msgspec
import pytest

from services.programs.college.act import commands as acts
from services.programs.college.paper.model import NumberTaken
from services.programs.college.paper.queries import check_number
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import college
from tests.programs.scene import TODAY, VERSHININA


async def test_a_number_is_taken_by_an_order_of_any_kind_in_its_year_however_it_is_spelled(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)  # № 101-л от 28.08.2026
        pair_id = await scene.ready(tx)

        for number in ("101-л", "№ 101–Л", " 101 - л "):
            with pytest.raises(NumberTaken, match=r"101-л от 28\.08\.2026") as taken:
                await scene.sign(tx, pair_id, number=number)
            assert taken.value.field == "number"
        await scene.sign(tx, pair_id, number="118-л")

        scene.head(tx)
        act_id = await acts.draft_act(tx, acts.DraftAct(curator_id=VERSHININA, starts_on=TODAY))
        wish = acts.SignAct(act_id=act_id, number="118-л", signed_on=TODAY)
        with pytest.raises(NumberTaken):
            await acts.sign_act(tx, wish)
        await acts.sign_act(tx, msgspec.structs.replace(wish, number="118-о"))


async def test_another_year_begins_the_register_anew(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)

        await check_number(tx, "101-л", date(2025, 12, 31))
        await check_number(tx, "101-л", date(2027, 1, 1))
        with pytest.raises(NumberTaken):
            await check_number(tx, "101-л", date(2026, 1, 1))
