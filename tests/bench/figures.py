"""`run.py bench figures`: how long a region waits for the figures of its organizations, and for the facts behind one.

Each organization tells of active pairs; the region's services take the events in with the product's own code. The time
per pair is printed too: it is constant when no row is read more than once.
"""

import argparse
import asyncio
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import islice
from pathlib import Path

import asyncpg
import msgspec
import structlog

from services.monitoring.figure.evidence import queries as evidence
from services.monitoring.figure.indicator import queries as indicator
from shared.actor import system
from shared.contracts.programs import NeedLifted, PairEnded, ProgramCompleted
from shared.contracts.registry import OrganizationEnrolled
from shared.db import Tx
from shared.event import Told
from shared.journal import append
from shared.sync.following import follow
from shared.sync.keys import Key
from shared.sync.projector import Projector
from tests.bench.growth import archived, story
from tests.bench.stage import Stage, admin_of, facts, on_the_loop_of_production, staged

LOOKS, OF_A_PAIR = 5, 17
OVER = (NeedLifted, ProgramCompleted, PairEnded)


class Figure(msgspec.Struct, frozen=True):
    """The median time of five queries, with this number of active pairs."""

    organizations: int
    pairs: int
    figures_ms: float
    a_pair_us: float
    one_ms: float


def at_work() -> Iterator[Told]:
    """Yield a college's events about one active pair after another."""
    return (fact for fact in facts() if not isinstance(fact, OVER))


class Region:
    """A region and the events of its organizations."""

    def __init__(self, stage: Stage, admin: "asyncpg.Connection[asyncpg.Record]", organizations: int) -> None:
        """Start with nothing told."""
        self.region, self.admin = stage.region, admin
        self.names = [f"college{n}" for n in range(organizations)]
        self.stories = {name: story(f"programs.{name}", at_work()) for name in self.names}

    async def enroll(self) -> None:
        """Enroll and follow all organizations."""
        async with self.region.services["registry"].transaction(system("bench")) as tx:
            for name in self.names:
                await append(
                    tx,
                    OrganizationEnrolled(
                        organization=name, name=name, full_name=name, municipality="biysk",
                        time_zone="Asia/Barnaul", public_key="",
                    ),
                )  # fmt: skip
        for name in self.names:
            key = Key(secrets.token_bytes(32)).public
            await follow(self.region.pool, f"programs.{name}", speaker=name, public_key=key)

    async def grow(self, pairs: int) -> None:
        """Add this number of active pairs to each organization."""
        for name, told in self.stories.items():
            await archived(self.admin, f"programs.{name}", list(islice(told, pairs * OF_A_PAIR)))
        projectors = [Projector(running) for running in self.region.services.values()]
        while sum(await asyncio.gather(*(projector.step() for projector in projectors))):
            pass
        await self.admin.execute("vacuum (analyze)")

    async def look(self, pairs: int) -> Figure:
        """Measure the queries with this number of pairs."""

        async def figures(tx: Tx) -> None:
            rows = await indicator.figures(tx, tx.today)
            assert sum(row.pairs for row in rows) == len(self.names) * pairs

        async def one(tx: Tx) -> None:
            behind = await evidence.evidence(tx, self.names[0], "meetings")
            assert behind.total == behind.value > 0

        counted, opened = await self.timed(figures), await self.timed(one)
        per_pair = counted / pairs / len(self.names) * 1e6
        return Figure(
            len(self.names), pairs * len(self.names), round(counted * 1000, 1), round(per_pair, 2),
            round(opened * 1000, 1),
        )  # fmt: skip

    async def timed(self, look: Callable[[Tx], Awaitable[None]]) -> float:
        """Return the seconds that a query takes."""
        took = []
        for _ in range(LOOKS):
            async with self.region.services["monitoring"].transaction(system("bench")) as tx:
                begun = time.perf_counter()
                await look(tx)
                took.append(time.perf_counter() - begun)
        return statistics.median(took)


async def run(organizations: int, to: int) -> list[Figure]:
    """Measure with a growing number of pairs in each organization."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="podrost-bench-", ignore_cleanup_errors=True) as name:
        async with staged(Path(name)) as stage:
            admin = await asyncpg.connect(admin_of(stage, "region"))
            region, pairs = Region(stage, admin, organizations), 0
            await region.enroll()
            for size in (size for size in (5, 20, 100, 500) if size <= to):
                await region.grow(size - pairs)
                pairs = size
                figures.append(await region.look(pairs))
                print(figures[-1], file=sys.stderr, flush=True)
            await admin.close()
    return figures


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser("run.py bench figures")
    parser.add_argument("--organizations", type=int, default=100)
    parser.add_argument("--to", type=int, default=100, help="the most pairs of an organization (default: 100)")
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    figures = on_the_loop_of_production(run(asked.organizations, asked.to))
    if asked.json:
        print(msgspec.json.encode(figures).decode())
        return
    for one in figures:
        print(
            f"{one.organizations} organizations, {one.pairs:>6} pairs at work: figures {one.figures_ms} ms, "
            f"{one.a_pair_us} µs a pair; one of one organization, with its facts, {one.one_ms} ms"
        )


if __name__ == "__main__":
    main()
