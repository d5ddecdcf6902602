"""The wishes of a tutor about a route, and the checks that the subjects of its steps call before they write."""

from datetime import date
from uuid import UUID

from services.routes.network.edition.queries import edition_on
from services.routes.people.request.commands import answer_with_route
from services.routes.route.route import model, store
from services.routes.route.route.model import Route, RouteFramed, RouteTaken
from shared import ids
from shared.db import Tx
from shared.errors import refusing
from shared.wish import Line, Organization, Text, Wish


class OpenRoute(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open a route for a teacher who asked for one."""

    organization: Organization
    person_id: UUID
    opened_on: date
    ends_on: date


class AskForRoute(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask the tutor of a route to hand it over."""

    route_id: UUID
    reason: Text


class HandOver(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hand one's route over to whoever asked for it; `asked_by` is the account that was shown."""

    route_id: UUID
    asked_by: Line


class CloseHandover(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Refuse to hand a route over, or take one's request back."""

    route_id: UUID


class WriteImage(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Write the image of the professional that the teacher wants to become (step 1)."""

    route_id: UUID
    text: Text


class ShareImage(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Share the image of step 1 with others at the centre, or stop sharing it."""

    route_id: UUID
    shared: bool = False


async def open_route(tx: Tx, command: OpenRoute) -> UUID:
    """Open a route; return its id."""
    request = await answer_with_route(tx, command.organization, command.person_id)
    edition = await edition_on(tx, command.opened_on)
    opened = model.open(
        id=ids.new(tx.now),
        organization=request.organization,
        person_id=request.person_id,
        edition=edition,
        opened_on=command.opened_on,
        ends_on=command.ends_on,
        today=tx.today,
    )
    id = opened.route_id
    framed = RouteFramed(route_id=id, edition=edition.edition)
    taken = RouteTaken(route_id=id, tutor=tx.actor.id, tutor_name=tx.actor.name)
    with refusing(one_route=model.RouteExists):
        await store.record(tx, opened, framed, taken)
    return id


async def ask_for_route(tx: Tx, command: AskForRoute) -> None:
    """Ask the tutor of a route to hand it over."""
    route = await store.route(tx, command.route_id)
    asked = model.ask(route, tutor=tx.actor.id, tutor_name=tx.actor.name, reason=command.reason)
    await store.record(tx, asked)


async def hand_over(tx: Tx, command: HandOver) -> None:
    """Hand one's route over to whoever asked for it."""
    route = await store.route(tx, command.route_id)
    await store.record(tx, model.hand_over(route, tutor=tx.actor.id, asked_by=command.asked_by))


async def close_handover(tx: Tx, command: CloseHandover) -> None:
    """Refuse to hand a route over, or take one's request back."""
    route = await store.route(tx, command.route_id)
    await store.record(tx, model.close_handover(route, tutor=tx.actor.id))


async def guided(tx: Tx, route_id: UUID, step: int) -> Route:
    """Lock a route that the actor guides, open at this step; return it."""
    route = await store.route(tx, route_id)
    model.guide(route, tx.actor.id)
    model.enter(route, step)
    return route


async def complete(tx: Tx, route_id: UUID, step: int, reason: str = "") -> None:
    """Complete a step; the caller has checked that it has what it needs. `reason` says why a route ends early."""
    route = await store.route(tx, route_id)
    model.guide(route, tx.actor.id)
    completed = model.complete(route, step, today=tx.today)
    await store.record(tx, completed, *model.explain(route, step, reason=reason, today=tx.today))


async def write_image(tx: Tx, command: WriteImage) -> None:
    """Write the image of step 1."""
    route = await guided(tx, command.route_id, 1)
    await store.record(tx, model.write_image(route, command.text))


async def share_image(tx: Tx, command: ShareImage) -> None:
    """Share the image of step 1, or stop sharing it."""
    route = await guided(tx, command.route_id, 1)
    written = await store.is_image_written(tx, route.id)
    await store.record(tx, model.share_image(route, written=written, shared=command.shared))
