"""People at work in the colleges while everything breaks, and who looks on: what was promised must be there then."""

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg

from deploy.contours import services_of
from services.programs.need.commands import LiftNeed, MarkNeed, lift_need, mark_need
from services.programs.need.queries import marks
from services.programs.person import queries as people
from shared.actor import system
from shared.config import Config
from shared.errors import Refused
from shared.service import Room, open_room

EVERY = 0.05
# What a person meets while a database is away; anything else would be our own fault and ends the run.
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


@dataclass
class Ledger:
    """What was promised: the ids of facts whose transactions were acknowledged; and what was tried in vain."""

    promised: dict[str, set[UUID]] = field(default_factory=dict)
    failed: int = 0
    looks: int = 0
    violations: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many facts were promised."""
        return sum(map(len, self.promised.values()))


@asynccontextmanager
async def at_work(config: Config) -> AsyncGenerator[Room, None]:
    """Open the programs of a college, as its own process does."""
    room = await open_room(config, services_of("college")[0])
    try:
        yield room
    finally:
        room.pool.terminate()


async def work(config: Config, ledger: Ledger, chance: random.Random, stop: asyncio.Event) -> None:
    """Mark teachers as needing a mentor and lift the marks again, by the real commands, until the stop."""
    promised = ledger.promised.setdefault(config.contour, set())
    async with at_work(config) as room:
        async with room.transaction(system("chaos")) as tx:
            marked = await marks(tx)
            staff = [person.id for person in await people.people(tx) if person.id not in marked]
        while not stop.is_set():
            try:
                promised |= await _turn(room, chance.choice(staff))
            except Refused:
                pass  # a director, or nobody who teaches
            except AWAY:
                ledger.failed += 1
            await asyncio.sleep(EVERY)


async def _turn(room: Room, person_id: UUID) -> set[UUID]:
    """Mark whoever is not marked, lift the mark of whoever is; return what was told, once it is committed."""
    async with asyncio.timeout(5), room.transaction(system("chaos")) as tx:
        if person_id in await marks(tx):
            await lift_need(tx, LiftNeed(person_id=person_id, reason="settled"))
        else:
            await mark_need(tx, MarkNeed(person_id=person_id, reason="own-request"))
        return {id for _, id in tx.told}


PREFIX = "select count(*) as count, coalesce(max(seq), 0) as last from sync.archive where stream = $1"
LAST = "select hash from sync.{table} where stream = $1 and seq = $2"


async def look_on(region: Config, colleges: list[Config], ledger: Ledger, stop: asyncio.Event) -> None:
    """I5, during the run: the archive is always a prefix of what was told."""
    while not stop.is_set():
        for college in colleges:
            try:
                async with asyncio.timeout(5):
                    await _look(region, college, ledger)
            except AWAY:
                pass  # a database is away; the next look is soon
        await asyncio.sleep(0.5)


async def _look(region: Config, college: Config, ledger: Ledger) -> None:
    stream = f"programs.{college.contour}"
    here, there = await asyncpg.connect(region.logins["sync"]), await asyncpg.connect(college.logins["sync"])
    try:
        async with here.transaction(isolation="repeatable_read", readonly=True):
            row = await here.fetchrow(PREFIX, stream)
            assert row is not None
            kept = await here.fetchval(LAST.format(table="archive"), stream, row["last"])
        if row["count"] != row["last"]:
            ledger.violations.append(f"I5: {stream} has {row['count']} of {row['last']} events")
        if kept != await there.fetchval(LAST.format(table="outbox"), stream, row["last"]):
            ledger.violations.append(f"I5: {stream} at {row['last']} is not what was told")
        ledger.looks += 1
    finally:
        here.terminate()
        there.terminate()
