"""What the centre tells a college about its teachers' individual educational routes."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from shared.event import Leaves, Told

PersonId = Annotated[UUID, Leaves("pseudonym")]
ThingId = Annotated[UUID, Leaves("code")]
Day = Annotated[date, Leaves("figure")]
Figure = Annotated[int, Leaves("figure")]


class ToOrganization(Told, frozen=True, kw_only=True):
    """A fact that the centre tells one college."""

    organization: Annotated[str, Leaves("code")]

    def stream(self, home: str) -> str:
        """Centre to one college."""
        return f"routes.{self.organization}"


class RouteOpened(ToOrganization, frozen=True, kw_only=True, tag="routes.route_opened.v1"):
    """A tutor opened an individual educational route of four to five years (R1.2, R4.2.2)."""

    about: ClassVar[str] = "route_id"

    route_id: ThingId
    person_id: PersonId
    opened_on: Day
    ends_on: Day


class StepCompleted(ToOrganization, frozen=True, kw_only=True, tag="routes.step_completed.v1"):
    """One of the seven steps of a route was completed; `next_step` is 0 when it was the last."""

    about: ClassVar[str] = "route_id"

    route_id: ThingId
    person_id: PersonId
    step: Figure
    next_step: Figure
    completed_on: Day


class RouteDeclined(ToOrganization, frozen=True, kw_only=True, tag="routes.route_declined.v1"):
    """The centre could not open a route now; the reason is told to the teacher by the tutor."""

    about: ClassVar[str] = "person_id"

    person_id: PersonId
    declined_on: Day
