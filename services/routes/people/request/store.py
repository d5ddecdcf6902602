"""Stores requests."""

from uuid import UUID

from services.routes.people.request.model import RequestAnswered, RequestUnknown, RouteRequest
from shared.contracts.programs import RouteRequested, RouteWithdrawn
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(RouteRequested)
async def _requested(tx: Tx, event: RouteRequested) -> None:
    """Store the request; a repeated one replaces the words and waits again, unless there is a route already."""
    await tx.run(
        """insert into request (organization, person_id, name, post, subject, difficulties, strengths, request,
                                consented_on, requested_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (organization, person_id) do update set name = excluded.name, post = excluded.post,
             subject = excluded.subject, difficulties = excluded.difficulties, strengths = excluded.strengths,
             request = excluded.request, consented_on = excluded.consented_on, requested_at = excluded.requested_at,
             state = case request.state when 'opened' then 'opened' else 'waiting' end, declined_for = null""",
        tx.organization, event.person_id, event.name, event.post, event.subject, event.difficulties,
        list(event.strengths), event.request, event.consented_on, tx.now,
    )  # fmt: skip


@apply.on(RouteWithdrawn)
async def _withdrawn(tx: Tx, event: RouteWithdrawn) -> None:
    """Keep only that there is a route, if there is one: a new request continues it."""
    await tx.run(
        "delete from request where organization = $1 and person_id = $2 and state <> 'opened'",
        tx.organization, event.person_id,
    )  # fmt: skip
    await tx.run(
        """update request set name = '', post = '', subject = '', difficulties = '{}', strengths = '{}', request = ''
           where organization = $1 and person_id = $2""",
        tx.organization, event.person_id,
    )  # fmt: skip


@apply.on(RequestAnswered)
async def _answered(tx: Tx, event: RequestAnswered) -> None:
    await tx.run(
        """update request set state = case when $3::bool then 'opened' else 'declined' end, declined_for = $4,
             answered_at = $5 where organization = $1 and person_id = $2""",
        event.organization, event.person_id, event.opened, event.reason or None, tx.now,
    )  # fmt: skip


async def request(tx: Tx, organization: str, person_id: UUID) -> RouteRequest:
    """Lock a request and return it; NotFound when there is none."""
    await tx.lock("request", organization=organization, person_id=person_id)
    found = await tx.maybe(
        RouteRequest,
        """select organization, person_id, name, post, subject, state from request
           where organization = $1 and person_id = $2""",
        organization, person_id,
    )  # fmt: skip
    if found is None:
        raise RequestUnknown
    return found
