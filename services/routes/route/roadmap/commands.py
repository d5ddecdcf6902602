"""The wishes of a tutor about a roadmap."""

from datetime import date, timedelta
from uuid import UUID

from msgspec.structs import replace

from services.routes.network.edition.queries import edition
from services.routes.route.roadmap import model, store
from services.routes.route.roadmap.model import Activity, Part
from services.routes.route.route import commands as routes
from services.routes.route.route.model import Route
from shared import ids
from shared.contracts.regulation import Code
from shared.db import Tx
from shared.wish import Line, Note, Wish

# An activity without a start day starts about a month before it is due.
MONTH = timedelta(days=30)


class PlanActivity(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Add an activity to a roadmap; after the agreement, with the reason of the correction."""

    route_id: UUID
    part: Part
    title: Line
    starts_on: date | None = None
    due_on: date
    domain: Code
    expected: Line
    reason: Note = ""


class ChangeActivity(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change an activity that is still to be done."""

    activity_id: UUID
    title: Line
    starts_on: date
    due_on: date
    expected: Line
    reason: Note = ""


class DropActivity(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Remove an activity from a roadmap; after the agreement, with a reason."""

    activity_id: UUID
    reason: Note = ""


class AgreeRoadmap(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record that the teacher agreed to the roadmap: step 4 is done, steps 5 and 6 begin."""

    route_id: UUID
    agreed_on: date


async def plan_activity(tx: Tx, command: PlanActivity) -> UUID:
    """Add an activity to a roadmap; return its id."""
    route = await routes.guided(tx, command.route_id, 4)
    activity = Activity(
        id=ids.new(tx.now),
        route_id=route.id,
        part=command.part,
        title=command.title,
        starts_on=command.starts_on or max(route.opened_on, command.due_on - MONTH),
        due_on=command.due_on,
        domain=command.domain,
        expected=command.expected,
        state="planned",
    )
    rules = await edition(tx, route.edition)
    roadmap = await store.roadmap(tx, route.id)
    await store.record(tx, *model.plan(route, roadmap, activity, edition=rules, reason=command.reason))
    return activity.id


async def change_activity(tx: Tx, command: ChangeActivity) -> UUID:
    """Change an activity; return the route's id."""
    route, activity = await guided(tx, command.activity_id, 4)
    changed = replace(
        activity,
        title=command.title,
        starts_on=command.starts_on,
        due_on=command.due_on,
        expected=command.expected,
    )
    roadmap = await store.roadmap(tx, route.id)
    await store.record(tx, *model.change(route, roadmap, activity, changed, reason=command.reason))
    return route.id


async def drop_activity(tx: Tx, command: DropActivity) -> UUID:
    """Remove an activity; return the route's id."""
    route, activity = await guided(tx, command.activity_id, 4)
    roadmap = await store.roadmap(tx, route.id)
    await store.record(tx, *model.drop(route, roadmap, activity, reason=command.reason))
    return route.id


async def agree_roadmap(tx: Tx, command: AgreeRoadmap) -> None:
    """Agree on a roadmap, which completes step 4."""
    route = await routes.guided(tx, command.route_id, 4)
    roadmap = await store.roadmap(tx, route.id)
    await store.record(tx, model.agree(route, roadmap, agreed_on=command.agreed_on, today=tx.today))
    await routes.complete(tx, route.id, 4)


async def guided(tx: Tx, activity_id: UUID, step: int) -> tuple[Route, Activity]:
    """Return an activity with its route, locked, open at this step and guided by the actor."""
    found = await store.activity(tx, activity_id)
    route = await routes.guided(tx, found.route_id, step)
    return route, await store.activity(tx, activity_id)


async def finish(tx: Tx, route: Route, activity: Activity) -> None:
    """Close an activity that has its product."""
    await store.record(tx, model.finish(route, activity))
