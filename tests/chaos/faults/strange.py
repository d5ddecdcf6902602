"""Events that a listener cannot take in: they are parked with later ones about the same thing; the others continue."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, ClassVar, TypeVar
from uuid import UUID

from deploy.contours import services_of
from deploy.databases import name_of
from services.programs.college.person import queries as people
from shared.actor import system
from shared.config import Config
from shared.contracts.programs import FromCollege
from shared.db import Tx
from shared.errors import Refused
from shared.event import Leaves
from shared.journal import Apply, append
from shared.service import Area, Service, Subject
from shared.sync.parking import Parking
from shared.sync.running import RunningService, start_service
from tests.chaos.load import AWAY, at_work, mark_or_lift
from tests.chaos.stage import Stage

PATIENCE = 45.0
T = TypeVar("T")


class NeedMarkedAsLater(FromCollege, frozen=True, kw_only=True, tag="programs.need_marked.v9"):
    """A future version of an event: no contour of this run knows it at first."""

    about: ClassVar[str] = "person_id"

    person_id: Annotated[UUID, Leaves("pseudonym")]


knows_later = Apply()


@knows_later.on(NeedMarkedAsLater)
async def _(tx: Tx, event: NeedMarkedAsLater) -> None:
    """Do nothing: it is enough that the event is known."""


LATER = Subject("later", apply=knows_later)


async def poison(stage: Stage) -> None:
    """Tell a fact that the region's tables refuse until they are repaired."""
    college = stage.any_college()
    person, other = await patiently(lambda: two_people(stage, college))
    async with _refusing(stage, person):
        seq = await patiently(lambda: say(stage, college, person))
        await _set_aside(stage, college, ["monitoring"], seq)
        await _flows(stage, college, other)
    await _again(stage, college, ["monitoring"], person)


async def unknown_version(stage: Stage) -> None:
    """Upgrade a college before its region, then the region too."""
    college = stage.any_college()
    person, other = await patiently(lambda: two_people(stage, college))
    listeners = [service.name for service in services_of("region")]
    seq = await patiently(lambda: _say_later(stage, college, person))
    await _set_aside(stage, college, listeners, seq)
    await _flows(stage, college, other)
    await _again(stage, college, listeners, person, LATER)


async def patiently(do: Callable[[], Awaitable[T]]) -> T:
    """Retry until the databases answer and there is no conflict: effects of an earlier fault may remain."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            async with asyncio.timeout(5):
                return await do()
        except (*AWAY, Refused):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


async def until(true: Callable[[], Awaitable[bool]], what: str) -> float:
    """Return the seconds until the condition became true."""
    begun = time.monotonic()
    while not await patiently(true):
        if time.monotonic() - begun > PATIENCE:
            raise AssertionError(f"not within {PATIENCE} s: {what}")
        await asyncio.sleep(0.05)
    return time.monotonic() - begun


async def two_people(stage: Stage, college: Config) -> tuple[UUID, UUID]:
    """Return two random teachers."""
    async with at_work(college) as running, running.transaction(system("chaos")) as tx:
        staff = [one.id for one in await people.people(tx) if "преподаватель" in " ".join(one.posts).lower()]
    first, second = stage.chance.sample(sorted(staff), 2)
    return first, second


async def say(stage: Stage, college: Config, person: UUID) -> int:
    """Mark a person or lift the mark; return the number of the fact in the stream."""
    async with at_work(college) as running:
        return await _number(stage, running, await mark_or_lift(running, person))


async def _say_later(stage: Stage, college: Config, person: UUID) -> int:
    async with at_work(college) as running:
        async with running.transaction(system("chaos")) as tx:
            await append(tx, NeedMarkedAsLater(person_id=person))
            told = {id for _, id in tx.told}
        return await _number(stage, running, told)


async def _number(stage: Stage, running: RunningService, told: set[UUID]) -> int:
    stage.ledger.promised[f"programs.{running.config.contour}"] |= told
    seq: int = await running.pool.fetchval("select max(seq) from sync.outbox where id = any($1)", list(told))
    return seq


@asynccontextmanager
async def _refusing(stage: Stage, person: UUID) -> AsyncGenerator[None, None]:
    """Make the region's table of needs refuse a person."""
    await patiently(lambda: _alter(stage, f"add constraint poison check (person_id <> '{person}') not valid"))
    try:
        yield
    finally:
        await patiently(lambda: _alter(stage, "drop constraint if exists poison"))


async def _alter(stage: Stage, how: str) -> None:
    async with stage.ruling(name_of(stage.region.contour)) as admin:
        await admin.execute("set lock_timeout = '3s'")
        await admin.execute("alter table monitoring.need drop constraint if exists poison")
        await admin.execute(f"alter table monitoring.need {how}")


async def _set_aside(stage: Stage, college: Config, listeners: list[str], seq: int) -> None:
    stream = f"programs.{college.contour}"
    for name in listeners:

        async def parked(name: str = name) -> bool:
            async with _region(stage, name) as running:
                found = await running.pool.fetchval("select 1 from parked where stream = $1 and seq = $2", stream, seq)
            return found is not None

        took = await until(parked, f"{name} sets number {seq} of {stream} aside")
        stage.ledger.measure("set aside", took)


async def _flows(stage: Stage, college: Config, person: UUID) -> None:
    """Check that facts about other people take effect meanwhile."""
    stream, seq = f"programs.{college.contour}", await patiently(lambda: say(stage, college, person))

    async def heard() -> bool:
        async with _region(stage, "monitoring") as running, running.transaction(system("chaos")) as tx:
            return (
                await tx.value("select 1 from journal where stream = $1 and $2 between seq and through", stream, seq)
                is not None
            )

    await until(heard, f"number {seq} of {stream} flows past what is set aside")


async def _again(stage: Stage, college: Config, listeners: list[str], person: UUID, *more: Subject) -> None:
    """Re-run the parked events with an upgraded service, until none is left."""
    stream = f"programs.{college.contour}"
    for name in listeners:

        async def taken(name: str = name) -> bool:
            async with _region(stage, name, *more) as running:
                about = f"person:{person}"
                rows = await running.pool.fetch(
                    "select seq from parked where stream = $1 and about = $2 order by seq", stream, about
                )
                stage.ledger.waited |= {(stream, row["seq"]) for row in rows}
                if rows:
                    # Another event may have been parked since the read: it is taken in with the others.
                    count = await Parking(running).re_run(stream, rows[0]["seq"])
                    again = await running.pool.fetch(ABOUT, stream, rows[0]["seq"], about, count)
                    stage.ledger.waited |= {(stream, row["seq"]) for row in again}
            return not rows

        await until(taken, f"{name} takes in what was set aside")


ABOUT = """
    select seq from sync.known
    where stream = $1 and seq >= $2 and convert_from(event, 'utf8')::json ->> 'subject' = $3 order by seq limit $4
"""


@asynccontextmanager
async def _region(stage: Stage, name: str, *more: Subject) -> AsyncGenerator[RunningService, None]:
    """Open a service of the region like an upgraded process would."""
    service: Service = next(each for each in services_of("region") if each.name == name)
    running = await start_service(stage.region, replace(service, areas=[*service.areas, Area("more", more)]))
    try:
        yield running
    finally:
        running.pool.terminate()
