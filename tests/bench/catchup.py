"""`run.py bench catchup`: a college that was offline returns with 100,000 events; how does it affect the others?

The time runs from its first frame to the last row in monitoring. The others tell five facts a second each; their
latency meanwhile is computed from PostgreSQL's commit timestamps on both sides.
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

from tests.bench.delays import delays_of
from tests.bench.stage import on_the_loop_of_production, staged

RATE, SECONDS = 5, 45


class Figures(msgspec.Struct, frozen=True):
    """The results of a run."""

    events: int
    seconds: float
    events_per_s: int
    others: int
    others_events: int
    others_p50_ms: float
    others_p99_ms: float
    others_max_ms: float
    cores: int | None
    load_before: float


async def run(events: int, others: int) -> Figures:
    """Let one college return while the others go on."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="podrost-bench-", ignore_cleanup_errors=True) as name:
        async with staged(Path(name)) as stage:
            late = await stage.college("late")
            steady = [await stage.college(f"steady{number}") for number in range(others)]
            await late.do(f"say {events}")
            stage.region.start()
            await asyncio.gather(*(college.do("start") for college in steady))
            speaking = [asyncio.create_task(college.do(f"say {RATE * SECONDS} {RATE}")) for college in steady]
            await asyncio.sleep(3)
            begun, clock = time.perf_counter(), time.time()
            await late.do("start")
            took = await stage.until_shown(late.stream, events) - begun
            until = clock + took
            await asyncio.gather(*speaking)
            for college in steady:
                await stage.until_shown(college.stream, RATE * SECONDS)
            delays = sorted([delay for one in steady for delay in await delays_of(stage, one, clock, until)])
    return Figures(
        events=events,
        seconds=round(took, 2),
        events_per_s=round(events / took),
        others=others,
        others_events=len(delays),
        others_p50_ms=round(delays[len(delays) // 2] * 1000, 1),
        others_p99_ms=round(delays[len(delays) * 99 // 100] * 1000, 1),
        others_max_ms=round(delays[-1] * 1000, 1),
        cores=os.cpu_count(),
        load_before=round(load, 2),
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser("run.py bench catchup")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--others", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    figures = on_the_loop_of_production(run(asked.events, asked.others))
    if asked.json:
        print(msgspec.json.encode(figures).decode())
        return
    for field, figure in msgspec.to_builtins(figures).items():
        print(f"{field}: {figure}")


if __name__ == "__main__":
    main()
