from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.registry.regulation.edition.commands import publish
from services.routes.network.edition.queries import NoRules, edition_on
from services.routes.people.request.model import AlreadyAnswered, RequestUnknown
from services.routes.route.route import model, queries
from services.routes.route.route.commands import (
    AskForRoute,
    CloseHandover,
    HandOver,
    OpenRoute,
    ShareImage,
    WriteImage,
    ask_for_route,
    close_handover,
    hand_over,
    open_route,
    share_image,
    write_image,
)
from services.routes.route.route.pages import show_request
from shared.contracts.routes import RouteOpened
from tests.conftest import FreshDatabase
from tests.editions import other_words
from tests.registry.region import METHODIST, OFFICIAL, OTHER_TUTOR, TUTOR
from tests.routes.given import EDITION, ENDS, OPENED, ROUTE, SHUBINA, TODAY, asked, opened, up_to


def opening(ends_on: date, *, opened_on: date = OPENED) -> RouteOpened:
    return model.open(
        id=ROUTE.id,
        organization="btlh",
        person_id=SHUBINA,
        edition=EDITION,
        opened_on=opened_on,
        ends_on=ends_on,
        today=TODAY,
    )


@pytest.mark.parametrize("ends_on", [date(2030, 11, 23), date(2031, 11, 23)])
def test_a_route_of_four_or_five_years_is_opened(ends_on: date) -> None:
    assert opening(ends_on).ends_on == ends_on


def test_a_route_a_day_shorter_than_four_years_is_refused_with_the_day_and_the_clause() -> None:
    with pytest.raises(model.RouteTooShort) as refusal:
        opening(date(2030, 11, 22))

    assert "23.11.2030" in refusal.value.message
    assert "п. 1.2" in refusal.value.message
    assert refusal.value.field == "ends_on"


def test_a_route_a_day_longer_than_five_years_is_refused_with_the_day() -> None:
    with pytest.raises(model.RouteTooLong) as refusal:
        opening(date(2031, 11, 24))

    assert "23.11.2031" in refusal.value.message


def test_a_route_that_begins_on_a_leap_day_has_its_bounds() -> None:
    assert model.bounds(date(2028, 2, 29), EDITION) == (date(2032, 2, 28), date(2033, 2, 28))


@pytest.mark.parametrize("opened_on", [date(2024, 1, 1), date(2029, 1, 1)])
def test_a_route_is_not_opened_years_before_or_ahead(opened_on: date) -> None:
    with pytest.raises(model.OpenedTooFar):
        opening(model.bounds(opened_on, EDITION)[0], opened_on=opened_on)


@pytest.mark.parametrize(
    ("done", "open_steps"),
    [
        (set(), [1]),
        ({1}, [2, 3]),
        ({1, 3}, [2]),
        ({1, 2, 3}, [4]),
        ({1, 2, 3, 4}, [5, 6]),
        ({1, 2, 3, 4, 5, 6}, [7]),
        ({1, 2, 3, 4, 5, 6, 7}, []),
    ],
)
def test_steps_open_in_the_order_of_the_regulation(done: set[int], open_steps: list[int]) -> None:
    assert model.entered(frozenset(done)) == open_steps


def test_a_closed_step_says_what_to_complete_first() -> None:
    with pytest.raises(model.StepClosed) as refusal:
        model.enter(replace(ROUTE, done=frozenset({1, 2})), 4)

    assert "шаг 3 «Затруднения»" in refusal.value.message


@pytest.mark.parametrize("step", [0, 8, -1])
def test_there_are_seven_steps(step: int) -> None:
    with pytest.raises(model.StepUnknown):
        model.enter(ROUTE, step)


def test_a_completed_step_names_the_next_one() -> None:
    assert model.complete(ROUTE, 1, today=TODAY).next_step == 2
    assert model.complete(replace(ROUTE, done=frozenset({1, 2})), 3, today=TODAY).next_step == 4
    assert model.complete(replace(ROUTE, done=frozenset({1, 2, 3, 4, 5, 6})), 7, today=TODAY).next_step == 0


def test_a_step_is_completed_once() -> None:
    with pytest.raises(model.StepDone):
        model.complete(replace(ROUTE, done=frozenset({1})), 1, today=TODAY)


async def test_a_route_is_opened_for_whoever_asked_and_the_college_hears_of_it(
    fresh_database: FreshDatabase,
) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await opened(tx)

        shown = await queries.route(tx, route_id)
        assert (shown.name, shown.tutor_name, shown.mine) == ("Шубина Лариса Викторовна", TUTOR.name, True)
        assert (shown.organization, shown.edition, shown.open_steps) == ("btlh", "altai-2023", [1])
        told = [event for event, _ in tx.told]
        assert told == [
            RouteOpened(organization="btlh", route_id=route_id, person_id=SHUBINA, opened_on=OPENED, ends_on=ENDS)
        ]
        assert told[0].stream("region") == "routes.btlh"


async def test_nobody_gets_a_second_route_or_one_without_asking(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        await opened(tx)

        with pytest.raises(AlreadyAnswered):
            await opened(tx)
        wish = OpenRoute(organization="bgpk", person_id=SHUBINA, opened_on=OPENED, ends_on=ENDS)
        with pytest.raises(RequestUnknown):
            await open_route(tx, wish)


async def test_a_route_cannot_begin_before_any_rules(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        wish = OpenRoute(organization="btlh", person_id=SHUBINA, opened_on=date(2023, 2, 26), ends_on=ENDS)
        with pytest.raises(NoRules):
            await open_route(tx, wish)


async def test_another_tutor_only_looks_until_the_tutor_of_the_route_hands_it_over(
    fresh_database: FreshDatabase,
) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            route_id = await opened(tx)
            await write_image(tx, WriteImage(route_id=route_id, text="вижу себя мастером"))
        wish = WriteImage(route_id=route_id, text="чужой текст")
        async with here.at(here.routes, OTHER_TUTOR) as tx:
            with pytest.raises(model.NotYourRoute):
                await write_image(tx, wish)
            await ask_for_route(tx, AskForRoute(route_id=route_id, reason="коллега в отпуске"))
            with pytest.raises(model.AlreadyAsked, match=OTHER_TUTOR.name):
                await ask_for_route(tx, AskForRoute(route_id=route_id, reason="ещё раз"))
            with pytest.raises(model.NotYourRoute):
                await hand_over(tx, HandOver(route_id=route_id, asked_by=OTHER_TUTOR.id))
            with pytest.raises(model.NotYourRoute):
                await write_image(tx, wish)
            image = await queries.image(tx, route_id)
            assert image is not None
            assert image.text is None
            assert await queries.routes(tx) == []
        async with here.at(here.routes, TUTOR) as tx:
            with pytest.raises(model.NobodyAsked):
                await hand_over(tx, HandOver(route_id=route_id, asked_by="account:somebody-else"))
            await hand_over(tx, HandOver(route_id=route_id, asked_by=OTHER_TUTOR.id))
            assert await queries.routes(tx) == []
            with pytest.raises(model.NotYourRoute):
                await write_image(tx, wish)
        async with here.at(here.routes, OTHER_TUTOR) as tx:
            await write_image(tx, wish)
            assert (await queries.route(tx, route_id)).tutor_name == OTHER_TUTOR.name
            assert [one.id for one in await queries.routes(tx)] == [route_id]
            with pytest.raises(model.AlreadyYours):
                await ask_for_route(tx, AskForRoute(route_id=route_id, reason="ещё раз"))


async def test_a_request_for_a_route_is_refused_by_its_tutor_or_taken_back(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            route_id = await opened(tx)
        for closing in (TUTOR, OTHER_TUTOR):
            async with here.at(here.routes, OTHER_TUTOR) as tx:
                await ask_for_route(tx, AskForRoute(route_id=route_id, reason="коллега в отпуске"))
            async with here.at(here.routes, closing) as tx:
                await close_handover(tx, CloseHandover(route_id=route_id))
        async with here.at(here.routes, TUTOR) as tx:
            with pytest.raises(model.NobodyAsked):
                await hand_over(tx, HandOver(route_id=route_id, asked_by=OTHER_TUTOR.id))


async def test_the_image_is_seen_by_its_tutor_alone_until_it_is_shared(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            route_id = await opened(tx)
            with pytest.raises(model.ImageMissing):
                await share_image(tx, ShareImage(route_id=route_id, shared=True))
            await write_image(tx, WriteImage(route_id=route_id, text="Мастер своего дела."))
        async with here.at(here.routes, METHODIST) as tx:
            hidden = await queries.image(tx, route_id)
            assert hidden is not None
            assert hidden.text is None
        async with here.at(here.routes, TUTOR) as tx:
            await share_image(tx, ShareImage(route_id=route_id, shared=True))
        async with here.at(here.routes, METHODIST) as tx:
            shown = await queries.image(tx, route_id)
            assert shown is not None
            assert shown.text == "Мастер своего дела."
        async with here.at(here.routes, TUTOR) as tx:
            await share_image(tx, ShareImage(route_id=route_id, shared=False))
        async with here.at(here.routes, METHODIST) as tx:
            hidden = await queries.image(tx, route_id)
            assert hidden is not None
            assert hidden.text is None


async def test_the_region_sees_how_many_routes_there_are_and_where(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, OFFICIAL) as tx:
            assert (await queries.counts(tx)).waiting == 1
        async with here.at(here.routes, TUTOR) as tx:
            await up_to(tx, 5)
        async with here.at(here.routes, OFFICIAL) as tx:
            counts = await queries.counts(tx)
            assert (counts.waiting, counts.going, counts.finished, counts.organizations) == (0, 1, 0, 1)
            assert [one.routes for one in await queries.at_steps(tx)] == [0, 0, 0, 0, 1, 1, 0]


async def test_an_absent_route_is_not_found(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        nobody = UUID("99999999-9999-4999-8999-999999999999")
        with pytest.raises(model.RouteUnknown):
            await queries.route(tx, nobody)
        with pytest.raises(model.RouteUnknown):
            await write_image(tx, WriteImage(route_id=nobody, text="текст"))


async def test_an_earlier_request_is_read_in_its_words_and_the_corrected_edition_holds(
    fresh_database: FreshDatabase,
) -> None:
    async with asked(fresh_database) as here:
        for code in ("z-first", "a-corrected"):
            async with here.at(here.registry, OFFICIAL) as tx:
                await publish(tx, other_words(TODAY, code))
        await here.hear()
        async with here.at(here.routes, TUTOR) as tx:
            assert (await edition_on(tx, TODAY)).edition == "a-corrected"
            context = (await show_request(tx, "btlh", SHUBINA)).context

    words = EDITION.words("domains"), EDITION.words("levels")
    assert (words[0]["method"], words[1]["high"]) in context["difficulties"]
    assert words[0]["subject"] in context["strengths"]
