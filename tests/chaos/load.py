"""People at work in all contours during the faults: by the commands of the doors, and through the doors."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from deploy.contours import services_of
from services.programs.college.person import queries as people
from services.programs.pairing.need.commands import LiftNeed, MarkNeed, lift_need, mark_need
from services.programs.pairing.need.queries import marks
from services.registry.network.organization.commands import CorrectOrganization, correct_organization
from services.registry.network.organization.queries import organizations
from shared.actor import system
from shared.config import Config
from shared.contracts.programs import NeedLifted, NeedMarked
from shared.errors import Postponed, Refused
from shared.event import name_of
from shared.sync.running import RunningService, start_service
from tests.chaos.ledger import Ledger

EVERY = 0.05
MARKED, LIFTED = name_of(NeedMarked), name_of(NeedLifted)
# Expected errors while a database is unreachable; any other error is a defect and ends the run.
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)

Where = Callable[[], Config]
Turn = Callable[[RunningService], Coroutine[Any, Any, set[UUID]]]


@asynccontextmanager
async def at_work(config: Config) -> AsyncGenerator[RunningService, None]:
    """Open the first service of a contour, as its own process does."""
    running = await start_service(config, services_of(config.kind)[0])
    try:
        yield running
    finally:
        running.pool.terminate()


async def college_works(where: Where, ledger: Ledger, chance: random.Random, stop: asyncio.Event) -> None:
    """Mark teachers as needing a mentor and lift the marks again, until the stop."""
    async with at_work(where()) as running, running.transaction(system("chaos")) as tx:
        marked = await marks(tx)
        apart = {person for _, person in ledger.by_doors}
        staff = [person.id for person in await people.people(tx) if person.id not in marked.keys() | apart]

    async def turn(running: RunningService) -> set[UUID]:
        return await mark_or_lift(running, chance.choice(staff))

    await _work(where, f"programs.{where().contour}", turn, ledger, stop)


async def region_works(where: Where, ledger: Ledger, chance: random.Random, stop: asyncio.Event) -> None:
    """Correct the cards of the colleges, which are told to all."""

    async def turn(running: RunningService) -> set[UUID]:
        async with running.transaction(system("chaos")) as tx:
            card = chance.choice(await organizations(tx))
            fields = {name: getattr(card, name) for name in CorrectOrganization.__struct_fields__}
            name = f"{card.name.partition(' · ')[0]} · {chance.randrange(1_000_000)}"
            await correct_organization(tx, CorrectOrganization(**fields | {"name": name}))
            return {id for _, id in tx.told}

    await _work(where, "registry.all", turn, ledger, stop, every=5 * EVERY)


async def _work(
    where: Where, stream: str, turn: Turn, ledger: Ledger, stop: asyncio.Event, every: float = EVERY
) -> None:
    """Repeat turns and record what was acknowledged; after a restart the addresses may have changed."""
    promised = ledger.promised.setdefault(stream, set())
    while not stop.is_set():
        config = where()
        try:
            async with at_work(config) as running:
                while not stop.is_set() and where() is config:
                    await _turn(running, turn, promised, ledger)
                    await asyncio.sleep(every)
        except AWAY:
            await asyncio.sleep(0.2)


async def _turn(running: RunningService, turn: Turn, promised: set[UUID], ledger: Ledger) -> None:
    try:
        async with ledger.inside(running.config.contour), asyncio.timeout(5):
            promised |= await turn(running)
    except Refused:
        pass  # the person is a director, or does not teach
    except AWAY:
        ledger.failed += 1


async def mark_or_lift(running: RunningService, person_id: UUID) -> set[UUID]:
    """Mark a person, or lift an existing mark; return the ids of the told facts, after the commit."""
    async with running.transaction(system("chaos")) as tx:
        if person_id in await marks(tx):
            await lift_need(tx, LiftNeed(person_id=person_id, reason="settled"))
        else:
            await mark_need(tx, MarkNeed(person_id=person_id, reason="own-request"))
        return {id for _, id in tx.told}


async def visit(where: Where, token: str, person_id: UUID, ledger: Ledger, stop: asyncio.Event) -> None:
    """Do the same through the curator's door, for one person; a missing answer proves nothing."""
    key = (f"programs.{where().contour}", person_id)
    acknowledged = ledger.by_doors.setdefault(key, [])
    marked, known = False, 0
    headers = {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=where().url, headers=headers, timeout=5) as client:
        while not stop.is_set():
            async with ledger.doors(where().contour):
                if known != len(ledger.restored):  # the database may have lost what it acknowledged
                    marked, known = bool(acknowledged) and acknowledged[-1] == MARKED, len(ledger.restored)
                path = f"/api/needs/{person_id}/removals" if marked else "/api/needs"
                body = {"reason": "settled"} if marked else {"person_id": str(person_id), "reason": "own-request"}
                try:
                    answer = await client.post(path, json=body)
                except httpx.HTTPError:
                    ledger.unanswered[key] += 1
                else:
                    marked = _heed(answer, key, marked, acknowledged, ledger)
            await asyncio.sleep(6 * EVERY)


def _heed(answer: httpx.Response, key: tuple[str, UUID], marked: bool, acknowledged: list[str], ledger: Ledger) -> bool:
    """Record the door's answer; return whether the person is marked now."""
    if answer.status_code == 201:
        acknowledged.append(LIFTED if marked else MARKED)
        return not marked
    if answer.status_code in (404, 409):  # the unanswered request had succeeded
        if not ledger.unanswered[key]:
            ledger.accuse(f"I3: {key[0]}: the door refused what was not done: {answer.text[:200]}")
        return not marked
    if answer.status_code == Postponed.status:  # restored from an older copy, and not recovered yet
        return marked
    ledger.unanswered[key] += 1
    if answer.status_code != 503:
        ledger.accuse(f"I3: {key[0]}: the door answered {answer.status_code}: {answer.text[:300]}")
    return marked
