from datetime import date

import pytest
from msgspec.structs import replace

from services.routes.route.product import model as product
from services.routes.route.roadmap import model, queries
from services.routes.route.roadmap.commands import (
    AgreeRoadmap,
    ChangeActivity,
    DropActivity,
    agree_roadmap,
    change_activity,
    drop_activity,
)
from services.routes.route.roadmap.model import PARTS, Activity, Roadmap
from services.routes.route.route.model import NotYourRoute
from services.routes.route.route.queries import route
from tests.conftest import FreshDatabase
from tests.registry.region import OTHER_TUTOR, TUTOR
from tests.routes.given import EDITION, ENDS, OPENED, ROUTE, TODAY, asked, plan, produce, up_to

DRAFTING = replace(ROUTE, done=frozenset({1, 2, 3}))
WORKING = replace(ROUTE, done=frozenset({1, 2, 3, 4}))
DRAFT = Roadmap(version=0, parts=frozenset())
AGREED = Roadmap(version=1, parts=frozenset(PARTS))
COURSE = Activity(
    id=ROUTE.id,
    route_id=ROUTE.id,
    part="courses",
    title="Оценивание в СПО, 36 ч",
    starts_on=date(2027, 2, 1),
    due_on=date(2027, 3, 1),
    domain="method",
    expected="удостоверение",
    state="planned",
)


def test_an_activity_lies_within_the_route() -> None:
    for outside, field in (
        (replace(COURSE, starts_on=date(2026, 11, 23)), "starts_on"),
        (replace(COURSE, due_on=date(2031, 11, 24)), "due_on"),
    ):
        with pytest.raises(model.OutsideRoute) as refusal:
            model.plan(DRAFTING, DRAFT, outside, edition=EDITION, reason="")
        assert refusal.value.field == field
        assert f"{OPENED:%d.%m.%Y}" in refusal.value.message
        assert f"{ENDS:%d.%m.%Y}" in refusal.value.message


def test_an_activity_does_not_end_before_it_starts() -> None:
    with pytest.raises(model.EndsBeforeStart):
        model.plan(DRAFTING, DRAFT, replace(COURSE, due_on=date(2027, 1, 1)), edition=EDITION, reason="")


def test_an_activity_is_against_one_of_the_nine_domains() -> None:
    with pytest.raises(model.DomainUnknown):
        model.plan(DRAFTING, DRAFT, replace(COURSE, domain="cooking"), edition=EDITION, reason="")


def test_a_draft_changes_without_reasons_and_without_versions() -> None:
    planned = model.plan(DRAFTING, DRAFT, COURSE, edition=EDITION, reason="")
    removed = model.drop(DRAFTING, DRAFT, COURSE, reason="")

    assert [type(event) for event in (*planned, *removed)] == [model.ActivityPlanned, model.ActivityRemoved]


def test_an_agreed_roadmap_changes_only_with_a_reason_and_each_time_into_a_new_version() -> None:
    with pytest.raises(model.ReasonMissing) as refusal:
        model.change(WORKING, AGREED, COURSE, replace(COURSE, due_on=date(2027, 4, 1)), reason=" ")
    assert refusal.value.field == "reason"

    changed, corrected = model.change(
        WORKING, AGREED, COURSE, replace(COURSE, due_on=date(2027, 4, 1)), reason="группу набрали позже"
    )
    assert isinstance(changed, model.ActivityChanged)
    assert isinstance(corrected, model.RoadmapCorrected)
    assert corrected.version == 2
    assert corrected.what == "«Оценивание в СПО, 36 ч»: срок 01.03.2027 → 01.04.2027"


def test_what_is_done_or_dropped_is_not_changed() -> None:
    for state in ("done", "dropped"):
        closed = Activity(**{f: getattr(COURSE, f) for f in COURSE.__struct_fields__} | {"state": state})
        with pytest.raises(model.ActivityClosed):
            model.drop(WORKING, AGREED, closed, reason="поздно")


def test_a_roadmap_without_one_of_its_four_parts_is_not_agreed() -> None:
    with pytest.raises(model.PartsMissing) as refusal:
        model.agree(DRAFTING, Roadmap(0, frozenset({"courses", "measures"})), agreed_on=TODAY, today=TODAY)

    assert "«б», «в»" in refusal.value.message


def test_nothing_is_corrected_after_the_work_is_done() -> None:
    with pytest.raises(model.RoadmapClosed):
        model.plan(replace(WORKING, done=frozenset({1, 2, 3, 4, 5, 6})), AGREED, COURSE, edition=EDITION, reason="ещё")


def test_a_product_is_made_after_its_activity_began_and_not_ahead() -> None:
    for made_on, refusal in (
        (date(2026, 12, 24), product.MadeLater), (date(2026, 11, 1), product.MadeBefore), (TODAY, product.MadeBefore),
    ):  # fmt: skip
        with pytest.raises(refusal):
            product.record(
                WORKING, COURSE, kind="lessons", title="Занятие", attitude="Хорошо", made_on=made_on, today=TODAY
            )


async def test_an_agreed_roadmap_completes_step_four_and_opens_five_and_six(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await up_to(tx, 4)
        await plan(tx, route_id, "courses")
        wish = AgreeRoadmap(route_id=route_id, agreed_on=TODAY)
        with pytest.raises(model.PartsMissing):
            await agree_roadmap(tx, wish)
        for part in ("trials", "projects", "measures"):
            await plan(tx, route_id, part)
        await agree_roadmap(tx, wish)

        assert (await route(tx, route_id)).open_steps == [5, 6]
        assert await queries.agreement(tx, route_id) == queries.Agreement(TODAY, 1, TUTOR.name, tx.now)
        with pytest.raises(model.AlreadyAgreed):
            await agree_roadmap(tx, wish)


async def test_corrections_are_versions_with_their_reasons(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await up_to(tx, 5)
        first, second, *_ = await queries.activities(tx, route_id)
        await change_activity(
            tx,
            ChangeActivity(
                activity_id=first.id,
                title=first.title,
                starts_on=first.starts_on,
                due_on=date(2027, 9, 1),
                expected=first.expected,
                reason="курс перенесли",
            ),
        )
        await drop_activity(tx, DropActivity(activity_id=second.id, reason="закрыли площадку"))
        await plan(tx, route_id, "trials", reason="вместо снятого")

        corrections = await queries.corrections(tx, route_id)
        assert [(one.version, one.reason) for one in corrections] == [
            (4, "вместо снятого"),
            (3, "закрыли площадку"),
            (2, "курс перенесли"),
        ]
        dropped = await queries.activity(tx, second.id)
        assert (dropped.state, dropped.dropped_for) == ("dropped", "закрыли площадку")


async def test_a_product_closes_its_activity_with_the_teachers_attitude(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await up_to(tx, 5)
        first, *_ = await queries.activities(tx, route_id)
        await produce(tx, first.id)

        shown = await queries.activity(tx, first.id)
        assert (shown.state, shown.product_title) == ("done", "Занятие на полигоне")
        assert shown.attitude == "Получилось не сразу, но получилось."
        with pytest.raises(model.ActivityClosed):
            await produce(tx, first.id)


async def test_another_tutor_changes_no_activity(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            route_id = await up_to(tx, 5)
            first, *_ = await queries.activities(tx, route_id)
        async with here.at(here.routes, OTHER_TUTOR) as tx:
            with pytest.raises(NotYourRoute):
                await drop_activity(tx, DropActivity(activity_id=first.id, reason="не моё"))
