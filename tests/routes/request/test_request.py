import pytest
from msgspec.structs import replace

from services.routes.people.request import model, queries, store
from services.routes.people.request.commands import DeclineRoute, decline_route
from services.routes.people.request.tasks import TASKS
from shared.contracts.routes import RouteDeclined
from shared.event import current
from shared.tasks import waits
from tests.conftest import FreshDatabase
from tests.registry.region import METHODIST, TUTOR
from tests.routes.given import ASKED, SHUBINA, TODAY, asked, opened

NOT_NOW = DeclineRoute(organization="btlh", person_id=SHUBINA, reason="Сначала — программа в колледже.")


async def test_whoever_asked_waits_in_the_tutors_queue(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            waiting = await queries.request(tx, "btlh", SHUBINA)
            assert (waiting.name, waiting.state) == (ASKED.name, "waiting")
            assert (waiting.difficulties, waiting.strengths) == (ASKED.difficulties, ["subject"])
            assert await queries.waiting(tx) == 1
            assert [task.action for task in await waits(tx, TASKS)] == ["Посмотреть заявку"]
        async with here.at(here.routes, METHODIST) as tx:
            assert await waits(tx, TASKS) == []


async def test_a_request_belongs_to_the_college_that_told_it(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here:
        await here.told("bgpk", replace(ASKED, name="Чужой Человек"))
        async with here.at(here.routes, TUTOR) as tx:
            assert (await queries.request(tx, "btlh", SHUBINA)).name == ASKED.name
            assert (await queries.request(tx, "bgpk", SHUBINA)).name == "Чужой Человек"


async def test_the_reason_of_a_refusal_stays_at_the_centre(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        await decline_route(tx, NOT_NOW)

        assert (await queries.request(tx, "btlh", SHUBINA)).declined_for == NOT_NOW.reason
        assert [event for event, _ in tx.told] == [
            RouteDeclined(organization="btlh", person_id=SHUBINA, declined_on=TODAY)
        ]
        with pytest.raises(model.AlreadyAnswered):
            await decline_route(tx, NOT_NOW)


async def test_an_answer_recorded_before_its_day_was_is_kept_and_tells_nothing_again(
    fresh_database: FreshDatabase,
) -> None:
    before = model.RequestAnsweredV1(organization="btlh", person_id=SHUBINA, opened=False, reason=NOT_NOW.reason)
    answered = current(before)
    assert answered == model.RequestAnswered(
        organization="btlh", person_id=SHUBINA, opened=False, reason=NOT_NOW.reason, answered_on=None
    )
    assert answered.tell() is None
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        await store.apply(tx, answered)
        assert (await queries.request(tx, "btlh", SHUBINA)).state == "declined"


async def test_whoever_was_declined_may_ask_again_or_be_given_a_route_after_all(
    fresh_database: FreshDatabase,
) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            await decline_route(tx, NOT_NOW)
        await here.told("btlh", replace(ASKED, request="Прошу ещё раз."))
        async with here.at(here.routes, TUTOR) as tx:
            again = await queries.request(tx, "btlh", SHUBINA)
            assert (again.state, again.request, again.declined_for) == ("waiting", "Прошу ещё раз.", None)
            await decline_route(tx, NOT_NOW)
            await opened(tx)
        await here.told("btlh", ASKED)
        async with here.at(here.routes, TUTOR) as tx:
            assert (await queries.request(tx, "btlh", SHUBINA)).state == "opened"
            assert await queries.requests(tx) == []
