"""`run.py bench latency`: how long after its commit in a college is a fact in monitoring's tables?

Twenty organizations tell five facts a second each. They share a process, because the machine has two cores, but each
has its own database, key, account and connections. For comparison, the bare limit: one at a time, without other load,
a row is committed, its bytes are stored by JetStream and fetched, and a row is committed on the other side.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import asyncpg
import msgspec
import structlog
from nats.aio.client import Client
from nats.js.api import StreamConfig

from deploy.local import start_nats
from tests.bench.delays import delays_of
from tests.bench.machine import processor
from tests.bench.stage import College, Stage, admin_of, on_the_loop_of_production, staged

WARMING = 20
BARE = 200


class Figures(msgspec.Struct, frozen=True):
    """The results of a run."""

    organizations: int
    events_per_s: float
    events: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    cpu_ms: float
    bare_p50_ms: float
    bare_p99_ms: float
    cores: int | None
    load_before: float


async def run(organizations: int, rate: float, seconds: int) -> Figures:
    """Measure the bare limit, then the product."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="podrost-bench-", ignore_cleanup_errors=True) as name:
        async with staged(Path(name)) as stage:
            bare = await _bare(stage)
            colleges = await stage.together([f"org{number}" for number in range(organizations)])
            stage.region.start()
            await _warm(stage, colleges)
            count, begun, spent = round(rate * seconds), time.time(), processor()
            await colleges[0].do(f"say {count} {rate}")
            spent = processor() - spent
            for college in colleges:
                await stage.until_shown(college.stream, WARMING + count)
            delays = sorted([delay for college in colleges for delay in await delays_of(stage, college, begun)])
    return Figures(
        organizations=organizations,
        events_per_s=organizations * rate,
        events=len(delays),
        p50_ms=_ms(delays, 50),
        p99_ms=_ms(delays, 99),
        max_ms=_ms(delays, 100),
        cpu_ms=round(spent / len(delays) * 1000, 2),
        bare_p50_ms=_ms(bare, 50),
        bare_p99_ms=_ms(bare, 99),
        cores=os.cpu_count(),
        load_before=round(load, 2),
    )


async def _warm(stage: Stage, colleges: list[College]) -> None:
    """Connect the colleges to the region before the measurement: all at once is not an ordinary load."""
    await colleges[0].do("start")
    await colleges[0].do(f"say {WARMING} 2")
    for college in colleges:
        await stage.until_shown(college.stream, WARMING)


def _ms(times: list[float], percent: int) -> float:
    return round(times[min(len(times) * percent // 100, len(times) - 1)] * 1000, 1)


async def _bare(stage: Stage) -> list[float]:
    """Measure two commits with a message between them."""
    server, client = start_nats(stage.folder / "nats-bare"), Client()
    await client.connect(server.address)
    js = client.jetstream()
    await js.add_stream(StreamConfig(name="BARE", subjects=["bare"]))
    pull = await js.pull_subscribe("bare", "bare")
    connection = await asyncpg.connect(admin_of(stage, "region"))
    await connection.execute("create table bare (number int, side text, primary key (number, side))")
    times = []
    for number in range(BARE):
        begun = time.perf_counter()
        await connection.execute("insert into bare values ($1, 'here')", number)
        await js.publish("bare", b"%d" % number)
        (message,) = await pull.fetch(1)
        await connection.execute("insert into bare values ($1, 'there')", int(message.data))
        times.append(time.perf_counter() - begun)
        await message.ack()
    await connection.close()
    await client.close()
    server.stop()
    return sorted(times)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser("run.py bench latency")
    parser.add_argument("--organizations", type=int, default=20)
    parser.add_argument("--rate", type=float, default=5, help="events a second of each (default: 5)")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    figures = on_the_loop_of_production(run(asked.organizations, asked.rate, asked.seconds))
    if asked.json:
        print(msgspec.json.encode(figures).decode())
        return
    for field, figure in msgspec.to_builtins(figures).items():
        print(f"{field}: {figure}")


if __name__ == "__main__":
    main()
