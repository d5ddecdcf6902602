"""A teacher asks the centre for a route with a consent, and sees the answer."""

from datetime import date
from uuid import UUID

import pytest

from services.programs.app import SERVICE
from services.programs.outside.route_request import commands, model, queries
from services.programs.outside.route_request.commands import RequestRoute, WithdrawRoute
from services.programs.outside.route_request.pages import steps
from shared import db
from shared.consent import TextChanged
from shared.contracts.programs import NeedMarked, RouteRequested, RouteWithdrawn, StaffCounted
from shared.contracts.routes import RouteDeclined, RouteOpened, StepCompleted
from shared.db import Tx
from shared.event import Told
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import HOME, college
from tests.programs.scene import GUSHCHIN, SHUBINA, TODAY

ROUTE = UUID(int=700)


async def asked(tx: Tx, person_id: UUID = SHUBINA) -> None:
    scene.teacher(tx, person_id)
    offer = await queries.offer(tx, person_id)
    assert offer is not None
    await commands.request_route(tx, RequestRoute(request="хочу вести проекты со студентами", seen=offer.seen))


async def heard(tx: Tx, event: Told) -> None:
    """Let the college hear what the centre told, as the projector does."""
    keeper = tx.actor
    tx.actor = type(keeper)(id="stream:routes.btlh", organizations="*")
    await tx.act_for("region", db.Origin("routes.btlh", 1, 1, tx.now))
    await SERVICE.take_in(tx, event)
    await tx.act_for(HOME, None)
    tx.actor = keeper


async def test_what_leaves_is_what_was_shown_and_no_words_of_the_assessment(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.assessed(tx)
        await asked(tx)

        [told] = [event for event, _ in tx.told if isinstance(event, RouteRequested)]
        assert (told.name, told.difficulties) == (
            "Шубина Лариса Викторовна",
            {"method": "high", "subject": "medium"},
        )
        assert told.strengths == ("digital",)
        assert "полигоне" not in str(told)


async def test_one_request_waits_at_a_time_and_a_changed_text_is_read_again(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await asked(tx)
        with pytest.raises(model.AlreadyAsked):
            await asked(tx)
        scene.teacher(tx, GUSHCHIN)
        with pytest.raises(TextChanged):
            await commands.request_route(tx, RequestRoute(request="хочу маршрут", seen="0" * 64))


async def test_the_answer_of_the_centre_is_seen_by_the_teacher(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await asked(tx)
        await heard(
            tx,
            RouteOpened(
                organization=HOME, route_id=ROUTE, person_id=SHUBINA, opened_on=TODAY, ends_on=date(2030, 11, 24)
            ),
        )
        done = StepCompleted(
            organization=HOME, route_id=ROUTE, person_id=SHUBINA, step=1, next_step=2, completed_on=TODAY
        )
        await heard(tx, done)

        scene.teacher(tx, SHUBINA)
        own = await queries.own(tx)
        assert own.request is not None
        assert own.request.state == "opened"
        assert own.route is not None
        assert [step["state"] for step in steps(own.route)] == ["done", "now", "", "", "", "", ""]
        with pytest.raises(model.HasRoute):
            await asked(tx)
        assert await tx.value("select organization from route") == HOME


async def test_after_a_refusal_one_may_ask_again(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await asked(tx)
        await heard(tx, RouteDeclined(organization=HOME, person_id=SHUBINA, declined_on=TODAY))

        scene.teacher(tx, SHUBINA)
        own = await queries.own(tx)
        assert own.request is not None
        assert own.request.state == "declined"
        await asked(tx)


async def test_a_withdrawn_request_leaves_no_words_and_one_may_ask_again(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        scene.teacher(tx, SHUBINA)
        with pytest.raises(model.NothingToWithdraw):
            await commands.withdraw_route(tx, WithdrawRoute())
        await asked(tx)
        scene.teacher(tx, SHUBINA)
        await commands.withdraw_route(tx, WithdrawRoute())

        own = await queries.own(tx)
        assert own.request is not None
        assert (own.request.state, own.request.request, own.request.wording) == ("withdrawn", "", "")
        with pytest.raises(model.NothingToWithdraw):
            await commands.withdraw_route(tx, WithdrawRoute())
        await asked(tx)
        assert [type(event) for event, _ in tx.told if not isinstance(event, NeedMarked | StaffCounted)] == [
            RouteRequested, RouteWithdrawn, RouteRequested,
        ]  # fmt: skip
