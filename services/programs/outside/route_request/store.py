"""Stores requests, and routes as the centre tells them."""

from uuid import UUID

import msgspec

from services.programs.outside.route_request.model import RouteConsented
from shared.contracts.programs import RouteRequested, RouteWithdrawn
from shared.contracts.routes import RouteDeclined, RouteOpened, StepCompleted
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(RouteConsented)
async def _consented(tx: Tx, event: RouteConsented) -> None:
    await tx.run(
        """insert into route_request (id, person_id, request, wording, wording_hash, asked_on, asked_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        event.request_id, event.person_id, event.request, event.wording, event.wording_hash, event.consented_on, tx.now,
    )  # fmt: skip


@apply.on(RouteRequested)
async def _requested(tx: Tx, event: RouteRequested) -> None:
    """Continue a route that stopped with the last consent; RouteConsented has already stored the request."""
    found = await tx.run("update route set withdrawn_on = null where person_id = $1", event.person_id)
    if found:
        await tx.run(
            "update route_request set state = 'opened', answered_on = $2 where person_id = $1 and state = 'asked'",
            event.person_id, event.consented_on,
        )  # fmt: skip


@apply.on(RouteWithdrawn)
async def _withdrawn(tx: Tx, event: RouteWithdrawn) -> None:
    await tx.run(
        """update route_request set request = '', wording = '', wording_hash = '', state = 'withdrawn', answered_on = $2
           where person_id = $1""",
        event.person_id, event.withdrawn_on,
    )  # fmt: skip
    await tx.run("update route set withdrawn_on = $2 where person_id = $1", event.person_id, event.withdrawn_on)


# Events of the centre belong to the college that they are told to, not to the region that tells them.
@apply.on(RouteOpened)
async def _opened(tx: Tx, event: RouteOpened) -> None:
    await tx.run(
        """insert into route (id, organization, person_id, opened_on, ends_on) values ($1, $2, $3, $4, $5)
           on conflict (id) do update set ends_on = excluded.ends_on""",
        event.route_id, event.organization, event.person_id, event.opened_on, event.ends_on,
    )  # fmt: skip
    await tx.run(
        "update route_request set state = 'opened', answered_on = $2 where person_id = $1 and state = 'asked'",
        event.person_id, event.opened_on,
    )  # fmt: skip


@apply.on(StepCompleted)
async def _completed(tx: Tx, event: StepCompleted) -> None:
    await tx.run(
        "update route set done = done || $2, next_step = $3 where id = $1",
        event.route_id, {str(event.step): event.completed_on.isoformat()}, event.next_step,
    )  # fmt: skip


@apply.on(RouteDeclined)
async def _declined(tx: Tx, event: RouteDeclined) -> None:
    await tx.run(
        "update route_request set state = 'declined', answered_on = $2 where person_id = $1 and state = 'asked'",
        event.person_id, event.declined_on,
    )  # fmt: skip


class Standing(msgspec.Struct, frozen=True):
    """Whether a person waits for an answer, has a running route, and has consented."""

    waiting: bool
    running: bool
    consented: bool


async def standing(tx: Tx, person_id: UUID) -> Standing:
    """Wait for this person's other requests, then return where the person stands."""
    await tx.run("select pg_advisory_xact_lock(hashtext('programs.route_request ' || $1::text))", str(person_id))
    return await tx.one(
        Standing,
        """select exists (select 1 from route_request where person_id = $1 and state = 'asked') as waiting,
                  exists (select 1 from route where person_id = $1 and next_step > 0 and withdrawn_on is null)
                      as running,
                  exists (select 1 from route_request where person_id = $1 and state <> 'withdrawn') as consented""",
        person_id,
    )
