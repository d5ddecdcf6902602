"""Stores roadmaps."""

from uuid import UUID

from services.routes.route.roadmap.model import (
    Activity,
    ActivityChanged,
    ActivityDropped,
    ActivityFinished,
    ActivityPlanned,
    ActivityRemoved,
    ActivityUnknown,
    Roadmap,
    RoadmapAgreed,
    RoadmapCorrected,
)
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(ActivityPlanned)
async def _planned(tx: Tx, event: ActivityPlanned) -> None:
    await tx.run(
        """insert into activity (id, organization, route_id, part, title, starts_on, due_on, domain, expected)
           select $1, organization, id, $3, $4, $5, $6, $7, $8 from route where id = $2""",
        event.activity_id, event.route_id, event.part, event.title, event.starts_on, event.due_on, event.domain,
        event.expected,
    )  # fmt: skip


@apply.on(ActivityChanged)
async def _changed(tx: Tx, event: ActivityChanged) -> None:
    await tx.run(
        "update activity set title = $2, starts_on = $3, due_on = $4, expected = $5 where id = $1",
        event.activity_id, event.title, event.starts_on, event.due_on, event.expected,
    )  # fmt: skip


@apply.on(ActivityRemoved)
async def _removed(tx: Tx, event: ActivityRemoved) -> None:
    await tx.run("delete from activity where id = $1", event.activity_id)


@apply.on(ActivityDropped)
async def _dropped(tx: Tx, event: ActivityDropped) -> None:
    await tx.run(
        "update activity set state = 'dropped', dropped_for = $2 where id = $1", event.activity_id, event.reason
    )


@apply.on(ActivityFinished)
async def _finished(tx: Tx, event: ActivityFinished) -> None:
    await tx.run("update activity set state = 'done' where id = $1", event.activity_id)


@apply.on(RoadmapAgreed)
async def _agreed(tx: Tx, event: RoadmapAgreed) -> None:
    await tx.run(
        """insert into roadmap (route_id, organization, agreed_on, version, told_by, told_at)
           select id, organization, $2, 1, tutor_name, $3 from route where id = $1""",
        event.route_id, event.agreed_on, tx.now,
    )  # fmt: skip


@apply.on(RoadmapCorrected)
async def _corrected(tx: Tx, event: RoadmapCorrected) -> None:
    await tx.run("update roadmap set version = $2 where route_id = $1", event.route_id, event.version)
    await tx.run(
        """insert into correction (route_id, organization, version, what, reason, at)
           select id, organization, $2, $3, $4, $5 from route where id = $1""",
        event.route_id, event.version, event.what, event.reason, tx.now,
    )  # fmt: skip


async def activity(tx: Tx, activity_id: UUID) -> Activity:
    """Return an activity without a lock: the caller then locks its route."""
    found = await tx.maybe(
        Activity,
        """select id, route_id, part, title, starts_on, due_on, domain, expected, state
           from activity where id = $1""",
        activity_id,
    )
    if found is None:
        raise ActivityUnknown
    return found


async def roadmap(tx: Tx, route_id: UUID) -> Roadmap:
    """Return the state of the roadmap of a locked route."""
    return await tx.one(
        Roadmap,
        """select coalesce((select version from roadmap where route_id = $1), 0) as version,
                  array(select distinct part from activity where route_id = $1 and state <> 'dropped') as parts""",
        route_id,
    )
