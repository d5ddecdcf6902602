"""Routes of the demo's region: a tutor leads each as far as its teacher has come."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from deploy.demo.journeys import Journey
from deploy.demo.network import Fact
from deploy.demo.stage import Stage
from services.routes.route.diagnosis.commands import (
    MarkedDomain,
    NoteDifficulties,
    NoteStrengths,
    note_difficulties,
    note_strengths,
)
from services.routes.route.product.commands import RecordProduct, record_product
from services.routes.route.product.model import ProductKind
from services.routes.route.reflection.commands import (
    ReflectOnDifficulty,
    ReflectOnImage,
    reflect_on_difficulty,
    reflect_on_image,
)
from services.routes.route.roadmap.commands import AgreeRoadmap, PlanActivity, agree_roadmap, plan_activity
from services.routes.route.roadmap.model import PARTS
from services.routes.route.route.commands import OpenRoute, ShareImage, WriteImage, open_route, share_image, write_image
from services.routes.route.route.model import LAST
from services.routes.route.step.commands import CompleteStep, complete_step
from shared.contracts import terms
from shared.contracts.programs import RouteRequestedV1, RouteWithdrawn
from shared.contracts.regulation import first_edition

PRODUCTS: tuple[ProductKind, ...] = ("certificate", "scenario", "method", "lessons")
EDITION = first_edition()
# Days from the opening of a route to the work of each of its steps.
EARLY = "Всё запланированное сделано раньше: педагог подтвердил высшую категорию и сам предложил подвести итог."
AFTER = {1: 2, 2: 14, 3: 30, 4: 60}


@dataclass(frozen=True)
class Teacher:
    """Who goes a route: their journey and their pseudonym."""

    journey: Journey
    person_id: UUID

    def asked(self, stage: Stage) -> Fact:
        """Return the request; it was told in the clear, as in the years before words were sealed."""
        journey, on = self.journey, stage.day(self.journey.ago + 8)
        event = RouteRequestedV1(
            person_id=self.person_id, name=journey.name, post=journey.post, subject=journey.subject,
            difficulties=dict.fromkeys(journey.hard, "medium"), strengths=journey.strong, request=journey.request,
            consented_on=on,
        )  # fmt: skip
        return Fact(on, event)

    def withdrawn(self, stage: Stage) -> Fact:
        """Return the withdrawal of the consent, last week."""
        on = stage.day(7)
        return Fact(on, RouteWithdrawn(person_id=self.person_id, withdrawn_on=on))


def teacher(journey: Journey) -> Teacher:
    """Return the teacher of a journey."""
    return Teacher(journey, uuid4())


@dataclass
class Guide:
    """A tutor on one route."""

    stage: Stage
    teacher: Teacher
    route_id: UUID

    async def lead(self) -> None:
        """Do the work of each step before the first open one."""
        step = self.teacher.journey.step
        for number, work in enumerate((self._image, self._strengths, self._difficulties), start=1):
            if number < step or (number == 1 and self.teacher.journey.image):
                await work()
            if number < step:
                await self._complete(number, AFTER[number])
        if step >= 4 and self.teacher.journey.plan:
            activities = await self._roadmap()
            await self._products(activities)
        if step > 5:
            await self._complete(5, self.teacher.journey.ago - 60)
        if step > 7:
            await self._reflection()
            await self._complete(7, self.teacher.journey.ago - 30)

    def _ago(self, after: int) -> int:
        return max(self.teacher.journey.ago - after, 0)

    async def _complete(self, step: int, after: int) -> None:
        async with self.stage.acting("tutor", self._ago(after), 16, service="routes") as tx:
            reason = EARLY if step == LAST else ""
            await complete_step(tx, CompleteStep(route_id=self.route_id, step=step, reason=reason))

    async def _image(self) -> None:
        async with self.stage.acting("tutor", self._ago(AFTER[1]), service="routes") as tx:
            await write_image(tx, WriteImage(route_id=self.route_id, text=self.teacher.journey.image))
        if self.teacher.journey.step > 3:
            async with self.stage.acting("tutor", self._ago(AFTER[1]), 12, service="routes") as tx:
                await share_image(tx, ShareImage(route_id=self.route_id, shared=True))

    async def _strengths(self) -> None:
        held = self.stage.day(self._ago(AFTER[2]))
        marks = _marks(self.teacher.journey.strong, "sure")
        async with self.stage.acting("tutor", self._ago(AFTER[2]), service="routes") as tx:
            await note_strengths(tx, NoteStrengths(route_id=self.route_id, held_on=held, marks=marks))

    async def _difficulties(self) -> None:
        held = self.stage.day(self._ago(AFTER[3]))
        marks = _marks(self.teacher.journey.hard, "medium")
        async with self.stage.acting("tutor", self._ago(AFTER[3]), service="routes") as tx:
            await note_difficulties(tx, NoteDifficulties(route_id=self.route_id, held_on=held, marks=marks))

    async def _roadmap(self) -> list[UUID]:
        """Plan the four parts, a season each, and agree on them."""
        journey, planned = self.teacher.journey, []
        for place, (part, (title, expected)) in enumerate(zip(PARTS, journey.plan, strict=True)):
            due = self.stage.day(self._ago(180 + place * (journey.ago // 6)))
            wish = PlanActivity(
                route_id=self.route_id, part=part, title=title, expected=expected, due_on=self._due(due, place),
                domain=journey.hard[place % len(journey.hard)],
            )  # fmt: skip
            async with self.stage.acting("tutor", self._ago(AFTER[4]), 10, service="routes") as tx:
                planned.append(await plan_activity(tx, wish))
        agreed = self.stage.day(self._ago(AFTER[4]))
        async with self.stage.acting("tutor", self._ago(AFTER[4]), 16, service="routes") as tx:
            await agree_roadmap(tx, AgreeRoadmap(route_id=self.route_id, agreed_on=agreed))
        return planned

    def _due(self, due: date, place: int) -> date:
        """Return the day itself for what was made, and a later one for what is still to do."""
        made = place < len(self.teacher.journey.attitudes)
        return due if made else self.stage.today + timedelta(days=90 * (place + 1))

    async def _products(self, activities: list[UUID]) -> None:
        journey = self.teacher.journey
        for place, (activity, attitude) in enumerate(zip(activities, journey.attitudes, strict=False)):
            ago = self._ago(170 + place * (journey.ago // 6))
            wish = RecordProduct(
                activity_id=activity, kind=PRODUCTS[place], title=journey.plan[place][1].capitalize(),
                attitude=attitude, made_on=self.stage.day(ago),
            )  # fmt: skip
            async with self.stage.acting("tutor", ago, 15, service="routes") as tx:
                await record_product(tx, wish)

    async def _reflection(self) -> None:
        for domain in self.teacher.journey.hard:
            wish = ReflectOnDifficulty(
                route_id=self.route_id, domain=domain, level="none", text=self.teacher.journey.reflection
            )
            async with self.stage.acting("tutor", 40, service="routes") as tx:
                await reflect_on_difficulty(tx, wish)
        near = ReflectOnImage(route_id=self.route_id, mark=9, text="До образа остался один шаг, и он уже не пугает.")
        async with self.stage.acting("tutor", 40, 12, service="routes") as tx:
            await reflect_on_image(tx, near)


async def opened(stage: Stage, teacher: Teacher) -> Guide:
    """Open the route that a teacher asked for."""
    journey = teacher.journey
    begins = stage.day(journey.ago)
    wish = OpenRoute(
        organization=journey.organization, person_id=teacher.person_id, opened_on=begins,
        ends_on=terms.last_day(EDITION, "route_min", begins) + timedelta(days=30),
    )  # fmt: skip
    async with stage.acting("tutor", journey.ago, 11, service="routes") as tx:
        return Guide(stage, teacher, await open_route(tx, wish))


def _marks(domains: tuple[str, ...], level: str) -> tuple[MarkedDomain, ...]:
    """Mark every domain: those named with the level, the others with none."""
    return tuple(
        MarkedDomain(domain=code, level=level if code in domains else "none") for code in EDITION.words("domains")
    )
