"""A teacher who asked for a route, and a route brought as far as a test needs."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import date
from uuid import UUID

from services.registry.regulation.edition.clock import publish_first_edition
from services.routes.route.diagnosis.commands import (
    MarkedDomain,
    NoteDifficulties,
    NoteStrengths,
    note_difficulties,
    note_strengths,
)
from services.routes.route.product.commands import RecordProduct, record_product
from services.routes.route.reflection.commands import (
    ReflectOnDifficulty,
    ReflectOnImage,
    reflect_on_difficulty,
    reflect_on_image,
)
from services.routes.route.roadmap.commands import AgreeRoadmap, PlanActivity, agree_roadmap, plan_activity
from services.routes.route.roadmap.model import PARTS, Part
from services.routes.route.roadmap.queries import activities
from services.routes.route.route.commands import OpenRoute, WriteImage, open_route, write_image
from services.routes.route.route.model import Route
from services.routes.route.step.commands import CompleteStep, complete_step
from shared.contracts.programs import RouteRequested
from shared.contracts.regulation import first_edition
from shared.db import Tx
from tests.conftest import FreshDatabase
from tests.registry.region import OFFICIAL, TUTOR, Region, region

EDITION = first_edition()
DOMAINS = list(EDITION.words("domains"))
SHUBINA = UUID("33333333-3333-4333-8333-333333333333")
TODAY = date(2026, 11, 24)
OPENED, ENDS = date(2026, 11, 24), date(2031, 11, 23)

ASKED = RouteRequested(
    person_id=SHUBINA,
    name="Шубина Лариса Викторовна",
    post="преподаватель",
    subject="лесоводство",
    difficulties={"method": "high", "ict": "medium"},
    strengths=("subject",),
    request="Хочу научиться строить практическое занятие.",
    consented_on=TODAY,
)

ROUTE = Route(
    id=UUID("44444444-4444-4444-8444-444444444444"),
    organization="btlh",
    person_id=SHUBINA,
    edition=EDITION.edition,
    tutor=TUTOR.id,
    opened_on=OPENED,
    ends_on=ENDS,
    done=frozenset(),
)


def marks(**levels: str) -> tuple[MarkedDomain, ...]:
    """Mark every domain: the named ones as said, the others as none."""
    return tuple(MarkedDomain(domain=code, level=levels.get(code, "none")) for code in DOMAINS)


@asynccontextmanager
async def asked(fresh_database: FreshDatabase) -> AsyncGenerator[Region, None]:
    """Open a region with rules in force, where one teacher waits for a route."""
    async with region(fresh_database) as here:
        async with here.at(here.registry, OFFICIAL) as tx:
            await publish_first_edition(tx)
        await here.told("btlh", ASKED)
        yield here


async def opened(tx: Tx) -> UUID:
    """Open the route that was asked for."""
    return await open_route(tx, OpenRoute(organization="btlh", person_id=SHUBINA, opened_on=OPENED, ends_on=ENDS))


async def up_to(tx: Tx, step: int) -> UUID:
    """Open a route and complete every step before this one."""
    route_id = await opened(tx)
    for number, work in enumerate((_image, _strengths, _difficulties, _roadmap, _products), start=1):
        if number >= step:
            break
        await work(tx, route_id)
        if number != 4:
            await complete_step(tx, CompleteStep(route_id=route_id, step=number))
    return route_id


async def finished(tx: Tx) -> UUID:
    """Open a route and go through all seven steps."""
    route_id = await up_to(tx, 7)
    for domain in ("method", "ict"):
        await reflect_on_difficulty(
            tx, ReflectOnDifficulty(route_id=route_id, domain=domain, level="low", text="Стало легче.")
        )
    await reflect_on_image(tx, ReflectOnImage(route_id=route_id, mark=8, text="Почти дошла."))
    await complete_step(tx, CompleteStep(route_id=route_id, step=7, reason="Всё сделано раньше."))
    return route_id


async def plan(tx: Tx, route_id: UUID, part: Part, *, reason: str = "") -> UUID:
    """Plan an activity of a part."""
    return await plan_activity(
        tx,
        PlanActivity(
            route_id=route_id,
            part=part,
            title=f"Мероприятие: {PARTS[part].name}",
            starts_on=TODAY,
            due_on=date(2027, 5, 31),
            domain="method",
            expected="разработка занятия",
            reason=reason,
        ),
    )


async def produce(tx: Tx, activity_id: UUID) -> None:
    """Record the product of an activity."""
    await record_product(
        tx,
        RecordProduct(
            activity_id=activity_id,
            kind="lessons",
            title="Занятие на полигоне",
            attitude="Получилось не сразу, но получилось.",
            made_on=TODAY,
        ),
    )


async def _image(tx: Tx, route_id: UUID) -> None:
    await write_image(tx, WriteImage(route_id=route_id, text="Мастер, к которому идут за советом."))


async def _strengths(tx: Tx, route_id: UUID) -> None:
    await note_strengths(tx, NoteStrengths(route_id=route_id, held_on=TODAY, marks=marks(subject="teaches")))


async def _difficulties(tx: Tx, route_id: UUID) -> None:
    await note_difficulties(
        tx, NoteDifficulties(route_id=route_id, held_on=TODAY, marks=marks(method="high", ict="medium"))
    )


async def _roadmap(tx: Tx, route_id: UUID) -> None:
    for part in PARTS:
        await plan(tx, route_id, part)
    await agree_roadmap(tx, AgreeRoadmap(route_id=route_id, agreed_on=TODAY))


async def _products(tx: Tx, route_id: UUID) -> None:
    for activity in await activities(tx, route_id):
        await produce(tx, activity.id)
