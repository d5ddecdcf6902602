"""Real contours for benchmarks: durable PostgreSQL, NATS that syncs always, accounts, the product's own services.

`python -m tests.bench.stage CONFIG …` runs a college in a process of its own, or several in one process. It reads
commands from its input, line by line: `say N` (or `say N RATE`, N facts a second), `start`, `stop`; it answers each
with a line. Contours run on the same event loop as in production.
"""

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncGenerator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import structlog

from deploy.broker import Broker
from deploy.contours import SERVICES, services_of
from deploy.databases import Database, clone, create_contour_database, migrate_contour, with_database
from deploy.local import DURABLE, start_nats, start_postgres
from deploy.process import ROOT
from shared import config, db, ids
from shared.actor import system
from shared.config import Config, Kind, Peer
from shared.contour import runner
from shared.contracts.programs import (
    MeetingHeld,
    NeedLifted,
    NeedMarked,
    Outcome,
    PairEnded,
    PairStarted,
    ProgramCompleted,
    ProgramStarted,
)
from shared.db import Pool
from shared.event import Told
from shared.journal import append
from shared.sync import contour, keys
from shared.sync.following import follow
from shared.sync.keys import Key
from shared.sync.loops import Stop
from shared.sync.running import RunningService, start_service

T = TypeVar("T")
SETTINGS = DURABLE | {"wal_level": "logical", "track_commit_timestamp": "on", "max_connections": "300"}
# Facts in one transaction of a backlog.
DAY = 100


def facts() -> Iterator[Told]:
    """Yield a college's events about one pair after another: a need, a pair, a program, fourteen meetings, its end.

    Ids are made as the product makes them.
    """
    day = date(2026, 9, 1)
    while True:
        now = datetime.now(UTC)
        person, pair, program = ids.pseudonym(), ids.new(now), ids.new(now)
        yield NeedMarked(person_id=person, reason="novice", marked_on=day)
        yield _pair(pair, person, day)
        yield NeedLifted(person_id=person, reason="paired", lifted_on=day)
        yield ProgramStarted(
            program_id=program, pair_id=pair, mentee_id=person, starts_on=day, ends_on=date(2027, 5, 31),
            edition="2026", domains=("methods", "psychology"), activities=12,
        )  # fmt: skip
        for _ in range(14):
            yield MeetingHeld(program_id=program, held_on=day, form="onsite")
        outcomes = (Outcome("methods", "high", "low"), Outcome("psychology", "middle", "none"))
        yield ProgramCompleted(
            program_id=program, completed_on=day, outcomes=outcomes, activities_done=11, activities=12
        )  # fmt: skip
        yield PairEnded(pair_id=pair, ended_on=day, reason="completed")


def _pair(pair: UUID, mentee: UUID, day: date) -> PairStarted:
    return PairStarted(
        pair_id=pair, mentor_id=ids.pseudonym(), mentee_ids=(mentee,), form="pair", kinds=("traditional",),
        order_number="17-л", started_on=day,
    )  # fmt: skip


@dataclass
class Player:
    """A contour: its services, its pool of `sync`, and whether it exchanges now."""

    config: Config
    pool: Pool
    services: dict[str, RunningService]
    running: tuple[Stop, "asyncio.Task[None]"] | None = None

    def start(self) -> None:
        """Start the exchange."""
        stop = Stop()
        self.running = (
            stop,
            asyncio.create_task(contour.run(list(self.services.values()), self.config, self.pool, stop)),
        )

    async def stop(self) -> None:
        """Stop the exchange."""
        if self.running is not None:
            (stop, task), self.running = self.running, None
            stop.set()
            await task

    async def close(self) -> None:
        """Stop the exchange and close the pools."""
        await self.stop()
        for pool in (self.pool, *(running.pool for running in self.services.values())):
            pool.terminate()


async def player(config: Config) -> Player:
    """Open an existing contour."""
    services = {service.name: await start_service(config, service) for service in services_of(config.kind)}
    return Player(config, await db.open_pool(config.logins["sync"], "sync"), services)


@dataclass
class College:
    """A college's process, controlled from here."""

    config: Config
    process: asyncio.subprocess.Process

    @property
    def stream(self) -> str:
        """The stream that it speaks."""
        return f"programs.{self.config.contour}"

    async def do(self, line: str) -> str:
        """Send a command; return its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{line}\n".encode())
        answer = await self.process.stdout.readline()
        assert answer, f"{self.config.contour} died of {line!r}"
        return answer.decode().strip()

    async def end(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()


@dataclass
class Stage:
    """One region, and any number of colleges."""

    folder: Path
    admin: str
    nats_url: str
    broker: Broker
    region: Player
    colleges: list[College] = field(default_factory=list)

    async def college(self, name: str) -> College:
        """Make a college, follow it in the region, start its process."""
        return (await self.together([name]))[0]

    async def together(self, names: Sequence[str]) -> list[College]:
        """Make colleges that share a process; each has its own database, key, account and connections."""
        region, described = keys.text_of(keys.read(self.region.config.key).public), list[Config]()
        template: Database | None = None
        for name in names:
            seed = secrets.token_bytes(32)
            template = template or await _database(self, "college", name)
            database = template if not described else await clone(self.admin, template, f"bench_{name}")
            described.append(_describe(self, database, "college", name, seed, region))
            await follow(self.region.pool, f"programs.{name}", speaker=name, public_key=Key(seed).public)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.stage", *(str(self.folder / f"{name}.json") for name in names), cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            stderr=(self.folder / f"{names[0]}.log").open("wb"),
        )  # fmt: skip
        colleges = [College(one, process) for one in described]
        self.colleges.append(colleges[0])
        return colleges

    async def leave(self, college: College) -> None:
        """End a college's process; its told events stay."""
        self.colleges.remove(college)
        await college.end()

    async def shown(self, stream: str) -> int:
        """Return how many events of a stream monitoring has taken in."""
        pool = self.region.services["monitoring"].pool
        return int(await pool.fetchval("select seq from heard where stream = $1", stream) or 0)

    async def until_shown(self, stream: str, seq: int) -> float:
        """Return the moment at which monitoring has taken in this many events of a stream."""
        async with self.region.services["monitoring"].pool.acquire() as connection:
            heard = await connection.prepare("select seq from heard where stream = $1")
            while (await heard.fetchval(stream) or 0) < seq:
                await asyncio.sleep(0.02)
        return time.perf_counter()


async def _database(stage: "Stage", kind: Kind, name: str) -> Database:
    database = await create_contour_database(stage.admin, name, SERVICES[kind], prefix="bench")
    await migrate_contour(database, kind, name)
    return database


def _describe(stage: "Stage", database: Database, kind: Kind, name: str, seed: bytes, region_key: str | None) -> Config:
    folder = stage.folder
    (folder / f"{name}.key").write_bytes(seed)
    (folder / f"{name}.jwt").write_text(stage.broker.passport(Key(seed).public))
    described = Config(
        contour=name, kind=kind, title=name, time_zone="Asia/Barnaul", host="127.0.0.1", port=0,
        logins=database.logins, key=folder / f"{name}.key", secret=secrets.token_hex(32), nats_url=stage.nats_url,
        nats_credentials=folder / f"{name}.jwt", upper=None if region_key is None else Peer("region", region_key),
    )  # fmt: skip
    config.write(described, folder / f"{name}.json")
    return described


@asynccontextmanager
async def staged(folder: Path) -> AsyncGenerator[Stage, None]:
    """Set up the stage, and clear it on exit."""
    seed = secrets.token_bytes(32)
    broker = Broker(Key(secrets.token_bytes(32)), Key(seed))
    postgres = start_postgres(folder / "postgres", settings=SETTINGS)
    nats = start_nats(folder / "nats", accounts=broker.config(folder / "nats"))
    stage = Stage(folder, postgres.address, nats.address, broker, None)  # type: ignore[arg-type]  # the next line's
    try:
        database = await _database(stage, "region", "region")
        stage.region = await player(_describe(stage, database, "region", "region", seed, None))
        yield stage
        for college in stage.colleges:
            await college.end()
        await stage.region.close()
    finally:
        nats.stop()
        postgres.stop()


def admin_of(stage: Stage, name: str) -> str:
    """Return the administrator's DSN of a contour's database."""
    return with_database(stage.admin, f"bench_{name}")


async def say(running: RunningService, count: int, rate: float, late: float = 0.0) -> None:
    """Tell facts: at once, many in a transaction; or with a rate, one by one, starting `late` seconds later."""
    told, begun = facts(), time.monotonic() + late
    size = 1 if rate else DAY
    for number in range(0, count, size):
        if rate:
            await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        async with running.transaction(system("bench")) as tx:
            for _ in range(min(size, count - number)):
                await append(tx, next(told))


def on_the_loop_of_production(work: Coroutine[Any, Any, T]) -> T:
    """Run a measurement on production's event loop: our product and the alternatives alike."""
    with runner() as loop:
        return loop.run(work)


async def play(paths: Sequence[Path]) -> None:
    """Run one college or several; several tell their facts evenly spread in time."""
    here = [await player(config.read(path)) for path in paths]
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while words := (await lines.readline()).decode().split():
        if words[0] == "say":
            count, rate = int(words[1]), float(words[2]) if len(words) > 2 else 0.0
            late = 1 / rate / len(here) if rate else 0.0
            await asyncio.gather(
                *(say(each.services["programs"], count, rate, late * n) for n, each in enumerate(here))
            )
        elif words[0] == "start":
            for each in here:
                each.start()
        else:
            await asyncio.gather(*(each.stop() for each in here))
        print(words[0], flush=True)
    for each in here:
        await each.close()


if __name__ == "__main__":
    # The standard output is for answers only, so the log goes to the standard error.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    on_the_loop_of_production(play([Path(name) for name in sys.argv[1:]]))
