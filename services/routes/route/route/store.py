"""Stores routes."""

from uuid import UUID

from services.routes.route.route.model import (
    EarlyEndExplained,
    HandoverAsked,
    HandoverClosed,
    ImageShared,
    ImageWritten,
    Route,
    RouteFramed,
    RouteTaken,
    RouteUnknown,
)
from shared.contracts.programs import RouteRequested, RouteWithdrawn
from shared.contracts.routes import RouteOpened, StepCompleted
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(RouteOpened)
async def _opened(tx: Tx, event: RouteOpened) -> None:
    await tx.run(
        """insert into route (id, organization, person_id, tutor, opened_on, ends_on, opened_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        event.route_id, event.organization, event.person_id, tx.actor.id, event.opened_on, event.ends_on, tx.now,
    )  # fmt: skip


@apply.on(RouteFramed)
async def _framed(tx: Tx, event: RouteFramed) -> None:
    await tx.run(
        """update route set edition = $2, name = r.name, post = r.post, subject = r.subject from request r
           where route.id = $1 and (r.organization, r.person_id) = (route.organization, route.person_id)""",
        event.route_id, event.edition,
    )  # fmt: skip


@apply.on(RouteRequested)
async def _requested(tx: Tx, event: RouteRequested) -> None:
    """Continue a route that stopped when the last consent was withdrawn, under the name that is known again."""
    await tx.run(
        """update route set name = $3, post = $4, subject = $5, withdrawn_on = null
           where organization = $1 and person_id = $2 and withdrawn_on is not null""",
        tx.organization, event.person_id, event.name, event.post, event.subject,
    )  # fmt: skip


@apply.on(RouteWithdrawn)
async def _withdrawn(tx: Tx, event: RouteWithdrawn) -> None:
    await tx.run(
        """update route set name = '', post = '', subject = '', withdrawn_on = $3
           where organization = $1 and person_id = $2""",
        tx.organization, event.person_id, event.withdrawn_on,
    )  # fmt: skip


@apply.on(RouteTaken)
async def _taken(tx: Tx, event: RouteTaken) -> None:
    await tx.run(
        """update route set tutor = $2, tutor_name = $3, asked_by = null, asked_name = null, asked_reason = null
           where id = $1""",
        event.route_id, event.tutor, event.tutor_name,
    )  # fmt: skip


@apply.on(HandoverAsked)
async def _asked(tx: Tx, event: HandoverAsked) -> None:
    await tx.run(
        "update route set asked_by = $2, asked_name = $3, asked_reason = $4, asked_at = $5 where id = $1",
        event.route_id, event.tutor, event.tutor_name, event.reason, tx.now,
    )  # fmt: skip


@apply.on(HandoverClosed)
async def _closed(tx: Tx, event: HandoverClosed) -> None:
    await tx.run(
        "update route set asked_by = null, asked_name = null, asked_reason = null where id = $1", event.route_id
    )


@apply.on(StepCompleted)
async def _completed(tx: Tx, event: StepCompleted) -> None:
    await tx.run(
        "insert into step (route_id, organization, number, completed_on) values ($1, $2, $3, $4)",
        event.route_id, event.organization, event.step, event.completed_on,
    )  # fmt: skip
    await tx.run("update route set open_step = $2 where id = $1", event.route_id, event.next_step or None)


@apply.on(EarlyEndExplained)
async def _explained(tx: Tx, event: EarlyEndExplained) -> None:
    await tx.run("update route set ended_early_for = $2 where id = $1", event.route_id, event.reason)


@apply.on(ImageWritten)
async def _written(tx: Tx, event: ImageWritten) -> None:
    await tx.run(
        """insert into image (route_id, organization, text, written_at, told_by)
           select id, organization, $2, $3, tutor_name from route where id = $1
           on conflict (route_id) do update
           set text = excluded.text, written_at = excluded.written_at, told_by = excluded.told_by""",
        event.route_id, event.text, tx.now,
    )  # fmt: skip


@apply.on(ImageShared)
async def _shared(tx: Tx, event: ImageShared) -> None:
    await tx.run(
        "update image set shared_at = case when $2::bool then $3::timestamptz end where route_id = $1",
        event.route_id, event.shared, tx.now,
    )  # fmt: skip


async def route(tx: Tx, route_id: UUID) -> Route:
    """Lock a route and return it; NotFound when there is none."""
    await tx.lock("route", id=route_id)
    found = await tx.maybe(
        Route,
        """select id, organization, person_id, edition, tutor, opened_on, ends_on, withdrawn_on, asked_by,
                  asked_name, asked_reason,
                  array(select number from step where route_id = id) as done
           from route where id = $1""",
        route_id,
    )
    if found is None:
        raise RouteUnknown
    return found


async def is_image_written(tx: Tx, route_id: UUID) -> bool:
    """Tell whether the text of step 1 is written."""
    return bool(await tx.value("select exists (select 1 from image where route_id = $1)", route_id))
