"""A teacher's request for a route, and the centre's answer."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from shared.actor import Role
from shared.contracts.routes import RouteDeclined
from shared.errors import Conflict, NotFound
from shared.event import Event, Told

# A tutor guides routes; methodists of the centre may read them; the region sees only their number.
TUTORS = frozenset({Role.TUTOR})
READERS = frozenset({Role.TUTOR, Role.METHODIST})
COUNTERS = frozenset({Role.OFFICIAL, Role.OPERATOR, *READERS})


class RouteRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it is stored."""

    organization: str
    person_id: UUID
    name: str
    post: str
    subject: str
    state: Literal["waiting", "opened", "declined"]


class RequestAnsweredV1(Event, frozen=True, kw_only=True, tag="routes.request_answered.v1"):
    """A request got its answer, without the day: the first version of the event."""

    about: ClassVar[str] = "person_id"

    organization: str
    person_id: UUID
    opened: bool
    reason: str = ""

    def upcast(self) -> "RequestAnswered":
        """The day is only in the event that the college was told."""
        return RequestAnswered(**msgspec.structs.asdict(self), answered_on=None)


class RequestAnswered(Event, frozen=True, kw_only=True, tag="routes.request_answered.v2"):
    """A request got its answer: a route, or a reason why not now; the reason stays inside."""

    about: ClassVar[str] = "person_id"
    happened: ClassVar[str] = "На заявку ответили"
    was: ClassVar[type[Event]] = RequestAnsweredV1
    tells: ClassVar[type[Told]] = RouteDeclined

    organization: str
    person_id: UUID
    opened: bool
    reason: str = ""
    answered_on: date | None

    def tell(self) -> RouteDeclined | None:
        """The college is told only that there is no route now; an opened route is told by its own event."""
        if self.opened or self.answered_on is None:
            return None
        return RouteDeclined(organization=self.organization, person_id=self.person_id, declined_on=self.answered_on)


class RequestUnknown(NotFound):
    """Такой заявки на маршрут нет или она вам не видна."""


class AlreadyAnswered(Conflict):
    """На эту заявку уже ответили."""


def open(request: RouteRequest, *, today: date) -> RequestAnswered:
    """Answer a waiting request with a route."""
    if request.state == "opened":
        raise AlreadyAnswered
    return RequestAnswered(
        organization=request.organization, person_id=request.person_id, opened=True, answered_on=today
    )


def decline(request: RouteRequest, *, reason: str, today: date) -> RequestAnswered:
    """Answer a waiting request with a reason why there is no route now."""
    if request.state != "waiting":
        raise AlreadyAnswered
    return RequestAnswered(
        organization=request.organization, person_id=request.person_id, opened=False, reason=reason, answered_on=today
    )
