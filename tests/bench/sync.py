"""`run.py bench sync`: events a second from a college's outbox to monitoring's tables, compared with alternatives.

In the same run on the same servers: the bare limit (the same bytes in frames through JetStream and one batched upsert
a frame, without checks and archive), and what an engineer could choose instead (tests/bench/alternatives.py). All take
turns, round after round, and are compared within a round: a machine's speed may change by half within minutes.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from statistics import median

import msgspec
import structlog

from tests.bench import alternatives
from tests.bench.alternatives import Backlog
from tests.bench.stage import College, Stage, on_the_loop_of_production, staged

RIVALS: dict[str, Callable[[Stage, Backlog], Awaitable[float]]] = {
    "message per event, SQLAlchemy upsert": alternatives.message_per_event,
    "logical replication of the outbox": alternatives.logical_replication,
}

# Events sent before the measurement, because the first ones are slower and a real region has run for months.
WARM = 5_000


class Round(msgspec.Struct, frozen=True):
    """The results of one round, in events a second."""

    product: float
    limit: float
    rivals: dict[str, float]


class Figures(msgspec.Struct, frozen=True):
    """The results of a run: the median of its rounds, and every round."""

    events: int
    events_per_s: int
    bare_limit_per_s: int
    alternatives_per_s: dict[str, int]
    ratio_to_limit: float
    ratio_to_alternatives: dict[str, float]
    ratios_to_limit: list[float]
    ratios_to_alternatives: dict[str, list[float]]
    cores: int | None
    load_before: float


async def run(events: int, rounds: int) -> Figures:
    """Measure the product and the alternatives, round after round."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="podrost-bench-", ignore_cleanup_errors=True) as name:
        async with staged(Path(name)) as stage:
            await _round(stage, "warm", WARM)
            seen = [await _round(stage, f"anna_{number}", events) for number in range(1, rounds + 1)]
    to_limit = [round(one.product / one.limit, 3) for one in seen]
    to_rivals = {name: [round(one.product / one.rivals[name], 2) for one in seen] for name in RIVALS}
    return Figures(
        events=events,
        events_per_s=_middle(one.product for one in seen),
        bare_limit_per_s=_middle(one.limit for one in seen),
        alternatives_per_s={name: _middle(one.rivals[name] for one in seen) for name in RIVALS},
        ratio_to_limit=median(to_limit),
        ratio_to_alternatives={name: median(ratios) for name, ratios in to_rivals.items()},
        ratios_to_limit=to_limit,
        ratios_to_alternatives=to_rivals,
        cores=os.cpu_count(),
        load_before=round(load, 2),
    )


def _middle(rates: Iterable[float]) -> int:
    return round(median(rates))


async def _round(stage: Stage, name: str, events: int) -> Round:
    college = await stage.college(name)
    product = await _product(stage, college, events)
    await stage.leave(college)
    told = await alternatives.told(stage, name)
    limit = await alternatives.bare_limit(stage, told)
    return Round(product, limit, {name: await rival(stage, told) for name, rival in RIVALS.items()})


async def _product(stage: Stage, college: College, events: int) -> float:
    """Measure the backlog of a college that was offline, from its first frame to the last row in monitoring."""
    await college.do(f"say {events}")
    stage.region.start()
    await asyncio.sleep(2)
    begun = time.perf_counter()
    await college.do("start")
    rate = events / (await stage.until_shown(college.stream, events) - begun)
    await college.do("stop")
    await stage.region.stop()
    return rate


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser("run.py bench sync")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    figures = on_the_loop_of_production(run(asked.events, asked.rounds))
    if asked.json:
        print(msgspec.json.encode(figures).decode())
        return
    for field, figure in msgspec.to_builtins(figures).items():
        print(f"{field}: {figure}")


if __name__ == "__main__":
    main()
