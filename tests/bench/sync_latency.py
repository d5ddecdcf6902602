"""How fast a fact travels: commit in a college → archived in the region → projected there; and how fast a backlog.

`python -m tests.bench.sync_latency` starts PostgreSQL (durable) and NATS (sync always, an account per college), runs
each contour in its own process, and takes the moments from PostgreSQL's own commit timestamps.
"""

import argparse
import asyncio
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec

from deploy.broker import Broker
from deploy.databases import with_database
from deploy.local import DURABLE, start_nats, start_postgres
from shared import config, db
from shared.sync.keys import Key
from tests.sync.contours import Contour, make_contour, make_database, open_contour

MOMENTS = """
    select seq, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 as at
    from {table} where stream = $1 order by seq
"""


async def child(path: Path, events: int, rate: float, backlog: bool) -> None:
    """A college in its own process: it says so many events, one per transaction, or all before it connects."""
    contour = await open_contour(config.read(path))
    if backlog:
        for first in range(0, events, 100):
            await contour.say(*(f"{first + n}" for n in range(100)))
        print("said", flush=True)
    contour.start()
    if not backlog:
        await asyncio.sleep(1.5)
        begun = time.monotonic()
        for n in range(events):
            await asyncio.sleep(max(0, begun + n / rate - time.monotonic()))
            await contour.say(f"{n}")
    while True:
        await asyncio.sleep(1)
        if await contour.pool.fetchval(
            "select bool_and(a.seq = h.seq) from sync.head h join sync.audience a using (stream)"
        ):
            break
    await contour.close()


async def moments(admin: str, table: str, stream: str) -> dict[int, float]:
    connection = await db.connect(admin)
    rows = await connection.fetch(MOMENTS.format(table=table), stream)
    await connection.close()
    return {row["seq"]: row["at"] for row in rows}


async def race(region: Contour, colleges: list[Contour], events: int, rate: float, *, backlog: bool) -> None:
    """Let the colleges speak, wait until the region has projected everything, print the figures."""
    flags = ["--events", str(events), "--rate", str(rate), *(["--backlog"] if backlog else [])]
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.sync_latency", "--college", str(path_of(college)), *flags],
            stdout=subprocess.PIPE,
        )
        for college in colleges
    ]
    begun = time.monotonic()
    if backlog:
        for process in children:
            assert process.stdout is not None
            await asyncio.to_thread(process.stdout.readline)
        begun = time.monotonic()
    streams = [f"programs.{college.config.contour}" for college in colleges]
    shown = "select count(*) from heard where stream = any($1) and seq = $2"
    while await region.rooms["monitoring"].pool.fetchval(shown, streams, events) < len(streams):
        await asyncio.sleep(0.05)
    took = time.monotonic() - begun
    for process in children:
        await asyncio.to_thread(process.wait)
    if backlog:
        speed = events * len(colleges) / took
        print(f"backlog of {events} events × {len(colleges)}: projected in {took:.2f} s, {speed:.0f}/s")
        return
    archived, projected = [], []
    for college, stream in zip(colleges, streams, strict=True):
        told = await moments(college.admin, "sync.outbox", stream)
        kept = await moments(region.admin, "sync.archive", stream)
        noted = await moments(region.admin, "monitoring.noted", stream)
        archived += [kept[seq] - at for seq, at in told.items()]
        projected += [noted[seq] - at for seq, at in told.items()]
    print(f"{len(colleges)} colleges × {rate:g} events/s, {events} each")
    for name, times in (("archived", archived), ("projected", projected)):
        times.sort()
        p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
        print(f"  commit → {name}: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, max {times[-1] * 1000:.1f} ms")


def path_of(contour: Contour) -> Path:
    return contour.config.key.with_suffix(".json")


async def main(colleges: int, events: int, rate: float, backlog: int) -> None:
    with tempfile.TemporaryDirectory(prefix="podrost-bench-") as name:
        folder = Path(name)
        postgres = start_postgres(folder / "postgres", settings=DURABLE | {"track_commit_timestamp": "on"})
        region_key = Key(secrets.token_bytes(32))
        rule = Broker(Key(secrets.token_bytes(32)), region_key)
        try:
            await _run(folder, postgres.address, rule, (colleges, events, rate, backlog))
        finally:
            postgres.stop()


async def _run(folder: Path, admin: str, rule: Broker, asked: tuple[int, int, float, int]) -> None:
    count, events, rate, backlog = asked
    database = await make_database(admin, "region", "bench")
    region = await make_contour(
        database, "region", "region", admin=with_database(admin, database.name), nats_url="", folder=folder
    )
    rule = Broker(rule.operator, region.key)
    nats = start_nats(folder / "nats", accounts=rule.config(folder / "nats"))

    def settle(contour: Contour) -> Contour:
        passport = folder / f"{contour.config.contour}.jwt"
        passport.write_text(rule.passport(contour.key.public))
        contour.config = msgspec.structs.replace(contour.config, nats_url=nats.address, nats_credentials=passport)
        config.write(contour.config, path_of(contour))
        return contour

    settle(region)
    try:
        for label, backlogged in (("live", False), ("late", True)):
            colleges = []
            for number in range(count):
                database = await make_database(admin, "college", f"bench_{label}{number}")
                here = with_database(admin, database.name)
                made = await make_contour(
                    database, "college", f"{label}{number}", admin=here, nats_url="", folder=folder, region=region
                )
                colleges.append(settle(made))
                await region.enroll(made)
            region.start()
            await race(region, colleges, backlog if backlogged else events, rate, backlog=backlogged)
            await region.stop()
            for college in colleges:
                await college.close()
    finally:
        await region.close()
        nats.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--college", type=Path)
    parser.add_argument("--colleges", type=int, default=2)
    parser.add_argument("--events", type=int, default=200)
    parser.add_argument("--rate", type=float, default=10)
    parser.add_argument("--backlog", nargs="?", type=int, const=1, default=10_000)
    asked = parser.parse_args()
    if asked.college:
        asyncio.run(child(asked.college, asked.events, asked.rate, asked.backlog == 1))
    else:
        asyncio.run(main(asked.colleges, asked.events, asked.rate, asked.backlog))
