"""`run.py bench sync`: events a second from a college's outbox to monitoring's tables, beside what it could be.

In the same run on the same servers: the bare limit (the same bytes in frames through JetStream and one batched upsert
a frame, nothing checked, nothing kept), and what an engineer would pick instead (tests/bench/alternatives.py).
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import structlog

from tests.bench import alternatives
from tests.bench.stage import Stage, admin_of, on_the_loop_of_production, staged

# The slowest rival is as slow at any length: it need not be waited for.
SLOW = 5_000


class Figures(msgspec.Struct, frozen=True):
    """What the run showed."""

    events: int
    events_per_s: int
    bare_limit_per_s: int
    alternatives_per_s: dict[str, int]
    ratio_to_limit: float
    ratio_to_alternatives: dict[str, float]
    cores: int | None
    load_before: float


async def run(events: int) -> Figures:
    """Measure the product and its rivals, one after the other."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="podrost-bench-", ignore_cleanup_errors=True) as name:
        async with staged(Path(name)) as stage:
            product = await _product(stage, events)
            told = await alternatives.told(stage, admin_of(stage, "anna"), "programs.anna")
            limit = await alternatives.bare_limit(stage, told)
            rivals = {
                "message per event, SQLAlchemy upsert": await alternatives.message_per_event(stage, told[:SLOW]),
                "logical replication of the outbox": await alternatives.logical_replication(stage, events),
            }
    return Figures(
        events=events,
        events_per_s=round(product),
        bare_limit_per_s=round(limit),
        alternatives_per_s={name: round(rate) for name, rate in rivals.items()},
        ratio_to_limit=round(product / limit, 3),
        ratio_to_alternatives={name: round(product / rate, 2) for name, rate in rivals.items()},
        cores=os.cpu_count(),
        load_before=round(load, 2),
    )


async def _product(stage: Stage, events: int) -> float:
    """The backlog of a college that was offline: from its first word to the last row in monitoring."""
    college = await stage.college("anna")
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
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    figures = on_the_loop_of_production(run(asked.events))
    if asked.json:
        print(msgspec.json.encode(figures).decode())
        return
    for field, figure in msgspec.to_builtins(figures).items():
        print(f"{field}: {figure}")


if __name__ == "__main__":
    main()
