"""A route moves through its steps exactly as its table says."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from services.routes.route.route import store
from services.routes.route.route.model import STEPS, entered
from services.routes.route.route.states import STATES
from shared.contracts.programs import RouteWithdrawn
from shared.contracts.routes import RouteOpened, StepCompleted
from shared.db import Tx
from shared.event import Event
from tests.conftest import FreshDatabase
from tests.registry.region import TUTOR, region
from tests.routes.given import ASKED, ENDS, OPENED

WHERE = """select case when withdrawn_on is not null then 'withdrawn' else coalesce(open_step::text, 'finished') end
           from route where id = $1"""
DAY = date(2026, 11, 24)


async def moved(tx: Tx, order: Sequence[int]) -> set[tuple[str, str, str]]:
    """Complete steps in this order, withdrawing and asking again after each; return what moved."""
    found: set[tuple[str, str, str]] = set()
    route_id, person_id = uuid4(), uuid4()

    async def apply(event: Event) -> None:
        before = await tx.connection.fetchval(WHERE, route_id)
        await store.apply(tx, event)
        after = await tx.connection.fetchval(WHERE, route_id)
        if before != after:
            found.add((before or "", type(event).__name__, after))

    await apply(
        RouteOpened(route_id=route_id, organization="btlh", person_id=person_id, opened_on=OPENED, ends_on=ENDS)
    )
    tx.organization = "btlh"
    for place in range(len(order) + 1):
        done = frozenset(order[:place])
        if place:
            following = min(entered(done), default=0)
            await apply(
                StepCompleted(
                    organization="btlh", route_id=route_id, person_id=person_id, step=order[place - 1],
                    next_step=following, completed_on=DAY,
                )
            )  # fmt: skip
        await apply(RouteWithdrawn(person_id=person_id, withdrawn_on=DAY))
        await apply(asked_again(person_id))
    return found


def asked_again(person_id: UUID) -> Event:
    return type(ASKED)(**{name: getattr(ASKED, name) for name in ASKED.__struct_fields__} | {"person_id": person_id})


async def test_a_route_moves_exactly_as_its_table_says(fresh_database: FreshDatabase) -> None:
    async with region(fresh_database) as there, there.at(there.routes, TUTOR) as tx:
        straight, other_way = list(STEPS), [1, 3, 2, 4, 5, 6, 7]
        assert await moved(tx, straight) | await moved(tx, other_way) == STATES.edges()
