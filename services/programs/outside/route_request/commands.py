"""The wishes of a teacher to the centre."""

from typing import Annotated

from msgspec import Meta

from services.programs.outside.route_request import model, queries, store
from services.programs.outside.route_request.model import AlreadyAsked, NotHere
from shared import ids
from shared.consent import Seen
from shared.db import Tx
from shared.errors import refusing
from shared.wish import Wish


class RequestRoute(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ask the centre for a route; `seen` is the hash of the consent text that was shown."""

    request: Annotated[str, Meta(min_length=10, max_length=3000)]
    seen: Seen


class WithdrawRoute(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Withdraw the consent that lets the centre know one's name."""


async def withdraw_route(tx: Tx, command: WithdrawRoute) -> None:
    """Withdraw one's own consent."""
    if tx.actor.person_id is None:
        raise NotHere
    stands = await store.standing(tx, tx.actor.person_id)
    await store.record(tx, model.withdraw(tx.actor.person_id, consented=stands.consented, today=tx.today))


async def request_route(tx: Tx, command: RequestRoute) -> None:
    """Ask for a route in one's own name."""
    if tx.actor.person_id is None:
        raise NotHere
    stands = await store.standing(tx, tx.actor.person_id)
    offer = await queries.offer(tx, tx.actor.person_id)
    events = model.ask(
        offer.asking if offer else None,
        request_id=ids.new(tx.now),
        request=command.request,
        text=offer.wording if offer else "",
        seen=command.seen,
        waiting=stands.waiting,
        running=stands.running,
        today=tx.today,
    )
    with refusing(route_request_once=AlreadyAsked):
        await store.record(tx, *events)
