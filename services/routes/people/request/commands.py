"""The wishes of a tutor about a request."""

from uuid import UUID

from services.routes.people.request import model, store
from services.routes.people.request.model import RouteRequest
from shared.db import Tx
from shared.wish import Organization, Text, Wish


class DeclineRoute(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Decline a request for now, with a reason; only the centre sees the reason."""

    organization: Organization
    person_id: UUID
    reason: Text


async def decline_route(tx: Tx, command: DeclineRoute) -> None:
    """Decline a request."""
    request = await store.request(tx, command.organization, command.person_id)
    await store.record(tx, model.decline(request, reason=command.reason, today=tx.today))


async def answer_with_route(tx: Tx, organization: str, person_id: UUID) -> RouteRequest:
    """Answer a request with a route; return the request."""
    request = await store.request(tx, organization, person_id)
    await store.record(tx, model.open(request, today=tx.today))
    return request
