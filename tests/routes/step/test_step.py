from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.routes.app import SERVICE
from services.routes.route.reflection.commands import (
    ReflectOnDifficulty,
    ReflectOnImage,
    reflect_on_difficulty,
    reflect_on_image,
)
from services.routes.route.reflection.model import NotADifficulty
from services.routes.route.reflection.queries import closeness, reflections
from services.routes.route.roadmap.model import PARTS
from services.routes.route.roadmap.queries import activities
from services.routes.route.route.model import EarlyEndExplained, EndsEarly, RouteFinished, StepClosed, explain
from services.routes.route.route.queries import image, route
from services.routes.route.step import model
from services.routes.route.step.commands import CompleteStep, complete_step
from services.routes.route.step.tasks import TASKS
from shared.contracts.routes import StepCompleted
from shared.tasks import waits
from tests.conftest import FreshDatabase
from tests.registry.region import NOON, TUTOR
from tests.routes.given import ROUTE, asked, finished, opened, up_to

EMPTY = model.Progress(
    image=False,
    strengths=False,
    difficulties=False,
    deficits=frozenset(),
    parts=frozenset(),
    agreed=False,
    planned=0,
    reflected=frozenset(),
    closeness=False,
)
FULL = replace(
    EMPTY,
    image=True,
    strengths=True,
    difficulties=True,
    deficits=frozenset({"ict"}),
    parts=frozenset(PARTS),
    agreed=True,
    reflected=frozenset({"ict"}),
    closeness=True,
)


@pytest.mark.parametrize(
    ("step", "lacking"),
    [
        (1, replace(FULL, image=False)),
        (2, replace(FULL, strengths=False)),
        (3, replace(FULL, difficulties=False)),
        (4, replace(FULL, agreed=False)),
        (4, replace(FULL, parts=frozenset({"courses", "trials", "projects"}))),
        (5, replace(FULL, planned=1)),
        (6, replace(FULL, planned=1)),
        (7, replace(FULL, reflected=frozenset())),
        (7, replace(FULL, closeness=False)),
    ],
)
def test_each_step_needs_what_the_regulation_asks_of_it(step: int, lacking: model.Progress) -> None:
    assert model.ready(step, FULL)
    assert not model.ready(step, lacking)
    with pytest.raises(model.StepNotReady) as refusal:
        model.finish(step, lacking)
    assert "п. 4.2.2" in refusal.value.message


def test_a_refusal_names_everything_that_is_missing() -> None:
    with pytest.raises(model.StepNotReady) as refusal:
        model.finish(4, replace(FULL, parts=frozenset({"courses"}), agreed=False))

    assert all(f"{letter})" in refusal.value.message for letter in "бвг")
    assert "согласие педагога" in refusal.value.message


def test_work_and_its_corrections_are_completed_together() -> None:
    assert model.finish(5, FULL) == model.finish(6, FULL) == (5, 6)
    assert model.finish(7, FULL) == (7,)


async def test_a_route_goes_through_its_seven_steps_and_the_college_hears_only_their_numbers(
    fresh_database: FreshDatabase,
) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            route_id = await finished(tx)

            told = [event for event, _ in tx.told if isinstance(event, StepCompleted)]
            assert [(one.step, one.next_step) for one in told] == [
                (1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (7, 0),
            ]  # fmt: skip
            assert (await route(tx, route_id)).finished
            with pytest.raises(RouteFinished):
                await complete_step(tx, CompleteStep(route_id=route_id, step=6))
        assert await here.rebuilt(SERVICE) == []


async def test_a_route_ends_before_its_last_day_only_with_a_reason_that_stays_inside(
    fresh_database: FreshDatabase,
) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            route_id = await up_to(tx, 7)
            for domain in ("method", "ict"):
                wish = ReflectOnDifficulty(route_id=route_id, domain=domain, level="low", text="Стало легче.")
                await reflect_on_difficulty(tx, wish)
            await reflect_on_image(tx, ReflectOnImage(route_id=route_id, mark=8, text="Почти дошла."))
            with pytest.raises(EndsEarly, match=r"23\.11\.2031") as refused:
                await complete_step(tx, CompleteStep(route_id=route_id, step=7, reason=" "))
            assert refused.value.field == "reason"

            await complete_step(tx, CompleteStep(route_id=route_id, step=7, reason="Педагог переезжает"))

            assert (await route(tx, route_id)).ended_early_for == "Педагог переезжает"
            assert not any(isinstance(event, EarlyEndExplained) for event, _ in tx.told)
        assert await here.rebuilt(SERVICE) == []


def test_a_route_that_ends_in_its_time_needs_no_reason() -> None:
    assert explain(ROUTE, 7, reason="", today=ROUTE.ends_on) == ()
    assert explain(ROUTE, 6, reason="", today=ROUTE.opened_on) == ()


async def test_what_the_teacher_says_is_marked_with_the_tutor_who_wrote_it_down(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            route_id = await finished(tx)
            said = [await image(tx, route_id), await closeness(tx, route_id), *await reflections(tx, route_id)]
            assert {(one.told_by, one.written_at) for one in said if one} == {(TUTOR.name, tx.now)}
            products = await activities(tx, route_id)
            assert {(one.told_by, one.recorded_at) for one in products} == {(TUTOR.name, tx.now)}
        assert await here.rebuilt(SERVICE) == []


async def test_a_step_is_not_completed_before_its_time_or_without_its_content(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await opened(tx)

        with pytest.raises(model.StepNotReady):
            await complete_step(tx, CompleteStep(route_id=route_id, step=1))
        with pytest.raises(StepClosed):
            await complete_step(tx, CompleteStep(route_id=route_id, step=4))


async def test_work_is_not_completed_while_an_activity_waits(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await up_to(tx, 5)

        with pytest.raises(model.StepNotReady):
            await complete_step(tx, CompleteStep(route_id=route_id, step=5))


async def test_reflection_is_about_difficulties_that_were_diagnosed(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await up_to(tx, 7)

        with pytest.raises(NotADifficulty):
            await reflect_on_difficulty(
                tx, ReflectOnDifficulty(route_id=route_id, domain="health", level="low", text="Не было.")
            )


async def test_a_tutor_is_asked_for_the_next_step_of_each_route(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here, here.at(here.routes, TUTOR) as tx:
        route_id = await opened(tx)

        assert [(task.title, task.url) for task in await waits(tx, TASKS)] == [
            ("Шубина\u00a0Л.\u00a0В.: шаг 1 «Самоопределение»", f"/routes/{route_id}/image")
        ]


async def test_while_work_goes_on_a_tutor_is_asked_only_for_what_is_due(fresh_database: FreshDatabase) -> None:
    async with asked(fresh_database) as here:
        async with here.at(here.routes, TUTOR) as tx:
            await up_to(tx, 5)
            assert await waits(tx, TASKS) == []
        async with here.at(here.routes, TUTOR, now=NOON + timedelta(days=180)) as tx:
            due = await waits(tx, TASKS)
            assert [(task.action, str(task.due)) for task in due] == [("Записать результат", "2027-05-31")]
