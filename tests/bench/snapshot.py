"""`run.py bench snapshot`: how long a new follower of a long stream takes, with and without snapshots, near and far.

Before each run the region forgets the college's stream; then it gets it again with the product's core and a durable
PostgreSQL, over a line of the given latency and bandwidth. Timed until it is archived, and until monitoring shows it.
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

from deploy.contours import SERVICES, services_of
from deploy.databases import create_contour_database, migrate_contour, with_database
from deploy.local import DURABLE, start_postgres
from shared import db
from shared.config import Config, Kind, Peer
from shared.sync import keys
from shared.sync.answerer import Answerer
from shared.sync.caller import Caller
from shared.sync.core import genesis
from shared.sync.following import follow
from shared.sync.keys import Key
from shared.sync.projector import Projector
from shared.sync.running import start_service
from tests.bench.stage import say
from tests.sync.contours import now
from tests.sync.straight import Straight, exchanged

STREAM = "programs.btlh"
KEYS = {"btlh": Key(bytes(range(32))), "region": Key(bytes(range(32, 64)))}


class Way(msgspec.Struct, frozen=True):
    """One measurement: the line, and with or without snapshots."""

    line: str
    snapshots: bool
    seconds: float
    messages: int
    megabytes: float


class Figures(msgspec.Struct, frozen=True):
    """The results of a run; `shown_seconds` is the time that monitoring then needs to take everything in."""

    events: int
    ways: list[Way]
    shown_seconds: float
    cores: int | None
    load_before: float


async def place(admin: str, kind: Kind, name: str) -> Config:
    """Make a contour that has only a database."""
    database = await create_contour_database(admin, name, SERVICES[kind], prefix="bench")
    await migrate_contour(database, kind, name)
    upper = Peer("region", keys.text_of(KEYS["region"].public)) if kind == "college" else None
    return Config(
        contour=name, kind=kind, title=name, time_zone="Asia/Barnaul", host="127.0.0.1", port=0,
        logins=database.logins, key=Path(), secret="", nats_url="", upper=upper,
    )  # fmt: skip


async def forget(dsn: str) -> None:
    """Make the region a new follower; its own login has no right to do it."""
    connection = await db.connect(dsn)
    await connection.execute("delete from sync.archive where stream = $1", STREAM)
    await connection.execute(
        "update sync.followed set epoch = 1, seq = 0, hash = $2 where stream = $1", STREAM, genesis(STREAM)
    )
    await connection.close()


async def run(admin: str, events: int, away: float, mbit: float) -> Figures:
    """Measure a new follower in each of the four ways."""
    load = os.getloadavg()[0]
    college, region = await place(admin, "college", "btlh"), await place(admin, "region", "region")
    speaking = await start_service(college, services_of("college")[0])
    await say(speaking, events, 0)
    here, there = [await db.open_pool(each.logins["sync"], "sync") for each in (college, region)]
    await follow(there, STREAM, speaker="btlh", public_key=KEYS["btlh"].public)
    assert college.upper is not None
    ways = []
    for name, line in (("beside", (0.0, 0.0)), (f"{away:.0f} ms, {mbit:.0f} Mbit/s", (away / 1000, mbit * 125_000))):
        for snapshots in (False, True):
            await forget(with_database(admin, "bench_region"))
            unknown = frozenset[str]() if snapshots else frozenset({"snapshot"})
            straight = Straight(Answerer(KEYS["region"], there, now), KEYS["btlh"].public, *line, unknown)
            begun = time.perf_counter()
            await exchanged(Caller(college.upper, "btlh", KEYS["btlh"], here, straight, now))
            took = time.perf_counter() - begun
            assert await there.fetchval("select count(*) from sync.archive where stream = $1", STREAM) == events
            ways.append(Way(name, snapshots, round(took, 2), straight.messages, round(straight.carried / 1e6, 2)))
    monitoring = await start_service(region, next(one for one in services_of("region") if one.name == "monitoring"))
    projector, begun = Projector(monitoring), time.perf_counter()
    while await projector.step():
        pass
    shown = time.perf_counter() - begun
    for pool in (here, there, speaking.pool, monitoring.pool):
        await pool.close()
    return Figures(events, ways, round(shown, 2), os.cpu_count(), round(load, 2))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser("run.py bench snapshot")
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--away", type=float, default=40, help="how many milliseconds there and back (default: 40)")
    parser.add_argument("--mbit", type=float, default=10, help="how many megabits pass in a second (default: 10)")
    parser.add_argument("--json", action="store_true", help="for programs")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with tempfile.TemporaryDirectory(prefix="podrost-bench-", ignore_cleanup_errors=True) as name:
        server = start_postgres(Path(name) / "postgres", settings=DURABLE)
        try:
            figures = asyncio.run(run(server.address, asked.events, asked.away, asked.mbit))
        finally:
            server.stop()
    if asked.json:
        print(msgspec.json.encode(figures).decode())
        return
    print(f"{figures.events} events; cores {figures.cores}, load {figures.load_before}")
    for way in figures.ways:
        how = "with snapshots" if way.snapshots else "by frames     "
        print(f"  {way.line:>18}  {how}  {way.seconds:7.2f} s  {way.messages:5d} messages  {way.megabytes:6.2f} MB")
    print(f"  then until monitoring shows it: {figures.shown_seconds:.2f} s")


if __name__ == "__main__":
    main()
