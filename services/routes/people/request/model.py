"""A teacher's request for a route, and what the centre answers."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from shared.actor import Role
from shared.contracts.routes import RouteDeclined
from shared.errors import Conflict, NotFound
from shared.event import Event

# Who may: a tutor leads routes; methodists of the centre see them; the region sees how many there are.
TUTORS = frozenset({Role.TUTOR})
READERS = frozenset({Role.TUTOR, Role.METHODIST})
COUNTERS = frozenset({Role.OFFICIAL, Role.OPERATOR, *READERS})


class RouteRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it is kept."""

    organization: str
    person_id: UUID
    name: str
    post: str
    subject: str
    state: Literal["waiting", "opened", "declined"]


class RequestAnswered(Event, frozen=True, kw_only=True, tag="routes.request_answered.v1"):
    """A request got its answer: a route, or a reason why not now; the reason stays inside."""

    about: ClassVar[str] = "person_id"

    organization: str
    person_id: UUID
    opened: bool
    reason: str = ""


class RequestUnknown(NotFound):
    """Такой заявки на маршрут нет или она вам не видна."""


class AlreadyAnswered(Conflict):
    """На эту заявку уже ответили."""


def open(request: RouteRequest) -> RequestAnswered:
    """Answer a waiting request with a route."""
    if request.state == "opened":
        raise AlreadyAnswered
    return RequestAnswered(organization=request.organization, person_id=request.person_id, opened=True)


def decline(request: RouteRequest, *, reason: str, today: date) -> tuple[RequestAnswered, RouteDeclined]:
    """Answer a waiting request with a reason; the college learns only that there is no route now."""
    if request.state != "waiting":
        raise AlreadyAnswered
    answered = RequestAnswered(
        organization=request.organization, person_id=request.person_id, opened=False, reason=reason
    )
    return answered, RouteDeclined(organization=request.organization, person_id=request.person_id, declined_on=today)
