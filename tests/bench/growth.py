"""`run.py bench growth`: does an event cost the same with ten thousand, a million, ten million events in the archive?

A region's archive is filled with a college's valid chain (COPY) and taken in by its services; then, at each size, tails
of signed frames are archived and taken in with the product's own code, and timed. The wall time is that of the median
tail; the processor time is of all tails together, in this process and PostgreSQL, with its ratio to the first size.
"""

import argparse
import asyncio
import os
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import asyncpg
import msgspec
import structlog

from shared.event import Told, seal
from shared.sync import follower, state, wire
from shared.sync.core import FRAME_EVENTS, Link, Position, chained, start
from shared.sync.following import follow
from shared.sync.keys import Key
from shared.sync.projector import Projector
from shared.sync.reading import Reader
from tests.bench.machine import processor, resident
from tests.bench.stage import Stage, admin_of, facts, on_the_loop_of_production, staged

T = TypeVar("T")
STREAM = "programs.anna"
TAIL, TAILS, TOGETHER, PORTION = 8_000, 9, 8, 10_000
COLUMNS = ("stream", "seq", "epoch", "hash", "event", "received_at")


class Figure(msgspec.Struct, frozen=True):
    """The cost of an event at one size; `times` is the processor time relative to the first size."""

    events: int
    archived_us: float
    taken_in_us: float
    cpu_us: float
    times: float
    look_ms: float
    memory_mb: int
    database_mb: int


def story(stream: str = STREAM, told: Iterator[Told] | None = None) -> Iterator[Link]:
    """Yield a college's chain without end."""
    hash, at = start(stream).hash, datetime(2026, 9, 1, tzinfo=UTC)
    for seq, fact in enumerate(told or facts(), 1):
        event = seal(fact, id=uuid4(), source="/anna", time=at)
        hash = chained(hash, event)
        yield Link(1, seq, hash, event)


class Growing:
    """A growing region: its stage, the college's key, the position in the college's story."""

    def __init__(self, stage: Stage, admin: "asyncpg.Connection[asyncpg.Record]") -> None:
        """Start with nothing told."""
        self.region, self.admin = stage.region, admin
        self.key = Key(secrets.token_bytes(32))
        self.story, self.at = story(), start(STREAM)
        reader = Reader()
        self.projectors = [Projector(running, reader=reader) for running in stage.region.services.values()]

    def told(self, count: int) -> list[Link]:
        """Return the next links of the story."""
        return [next(self.story) for _ in range(count)]

    async def fill(self, to: int) -> None:
        """Fill the archive up to this size, and take the events in."""
        while self.at.seq < to:
            self.at = await archived(self.admin, STREAM, self.told(min(PORTION, to - self.at.seq)))
            await self.take_in()

    async def settle(self) -> None:
        """Let PostgreSQL do the maintenance of years: the tables were filled within minutes."""
        await self.admin.execute("vacuum (analyze)")
        await self.admin.execute("checkpoint")

    async def take_in(self) -> None:
        """Let every service take in all events."""
        while sum(await asyncio.gather(*(projector.step() for projector in self.projectors))):
            pass

    async def measure(self, first: float) -> Figure:
        """Archive tails and take them in; `first` is an event's processor time at the first size, or 0."""
        there, tails = self.at.seq, [await self.tail() for _ in range(TAILS)]
        archived, taken_in, spent = ([each / TAIL * 1e6 for each in took] for took in zip(*tails, strict=True))
        cpu = statistics.mean(spent)
        begun = time.perf_counter()
        await state.heard(self.region.pool)
        await state.parked(self.region.services["monitoring"].pool)
        looked = time.perf_counter() - begun
        assert await self.admin.fetchval("select seq from monitoring.heard where stream = $1", STREAM) == self.at.seq
        size = await self.admin.fetchval("select pg_database_size(current_database())")
        return Figure(
            events=there,
            archived_us=round(statistics.median(archived), 1),
            taken_in_us=round(statistics.median(taken_in), 1),
            cpu_us=round(cpu, 1),
            times=round(cpu / (first or cpu), 2),
            look_ms=round(looked * 1000, 1),
            memory_mb=resident(),
            database_mb=size >> 20,
        )

    async def tail(self) -> tuple[float, float, float]:
        """Archive the next tail and take it in; return the seconds of both, and the processor seconds."""
        frames = []
        for links in parts(self.told(TAIL), FRAME_EVENTS):
            frames.append(wire.write(self.key.frame(STREAM, self.at, list(links))))
            self.at = Position(1, links[-1].seq, links[-1].hash)
        spent, begun = processor(), time.perf_counter()
        for bodies in parts(frames, TOGETHER):
            await follower.take_all(self.region.pool, self.key.public, bodies, now=datetime.now(UTC))
        archived = time.perf_counter()
        await self.take_in()
        return archived - begun, time.perf_counter() - archived, processor() - spent


async def archived(admin: "asyncpg.Connection[asyncpg.Record]", stream: str, links: list[Link]) -> Position:
    """Write a valid chain to the archive as if it had arrived; return its last position."""
    now = datetime.now(UTC)
    rows = [(stream, link.seq, link.epoch, link.hash, link.event, now) for link in links]
    await admin.copy_records_to_table("archive", schema_name="sync", columns=COLUMNS, records=rows)
    at = Position(1, links[-1].seq, links[-1].hash)
    await admin.execute("update sync.followed set seq = $2, hash = $3 where stream = $1", stream, at.seq, at.hash)
    return at


def parts(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Cut a sequence into parts."""
    return (whole[first : first + size] for first in range(0, len(whole), size))


async def run(to: int) -> list[Figure]:
    """Measure at each power of ten."""
    figures = list[Figure]()
    with tempfile.TemporaryDirectory(prefix="podrost-bench-", ignore_cleanup_errors=True) as name:
        async with staged(Path(name)) as stage:
            admin = await asyncpg.connect(admin_of(stage, "region"))
            growing = Growing(stage, admin)
            await follow(stage.region.pool, STREAM, speaker="anna", public_key=growing.key.public)
            size = 10_000
            while size <= to:
                await growing.fill(size)
                await growing.settle()
                figures.append(await growing.measure(figures[0].cpu_us if figures else 0.0))
                print(figures[-1], file=sys.stderr, flush=True)
                size *= 10
            await admin.close()
    return figures


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser("run.py bench growth")
    parser.add_argument("--to", type=int, default=1_000_000, help="the last size (default: a million)")
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    load = os.getloadavg()[0]
    figures = on_the_loop_of_production(run(asked.to))
    if asked.json:
        print(msgspec.json.encode({"load_before": round(load, 2), "figures": figures}).decode())
        return
    print(f"load before: {load:.1f}; per event, with so many in the archive already:")
    for one in figures:
        print(
            f"{one.events:>10}: archived {one.archived_us} µs, taken in {one.taken_in_us} µs, "
            f"processor {one.cpu_us} µs ({one.times} of the first); "
            f"a look {one.look_ms} ms; memory {one.memory_mb} MB, database {one.database_mb} MB"
        )


if __name__ == "__main__":
    main()
