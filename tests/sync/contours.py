"""Real contours in one event loop: their databases, keys and exchange; tests may damage the broker between them."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from deploy.databases import Database, create_contour_database, login_of
from deploy.process import ROOT
from shared import db
from shared.actor import system
from shared.config import By, Config, Kind, Peer
from shared.db import Pool
from shared.journal import append
from shared.migrations import let_tell, migrate
from shared.service import Service
from shared.sync import contour, keys
from shared.sync.core import genesis
from shared.sync.following import follow
from shared.sync.https.porch import Porch
from shared.sync.loops import Stop
from shared.sync.running import RunningService
from shared.sync.station import Station
from tests.sync.front import Front
from tests.sync.given import MONITORING, PROGRAMS, REGISTRY, ROUTES, Noted, Whispered, notes, whispering

SERVICES: dict[Kind, list[Service]] = {"college": [PROGRAMS], "region": [REGISTRY, ROUTES, MONITORING]}


@dataclass
class Contour:
    """A contour of a test; its exchange can be started and stopped repeatedly."""

    config: Config
    pool: Pool
    services: dict[str, RunningService]
    admin: str
    owner: str = ""
    changed: list[str] = field(default_factory=list)
    running: tuple[Stop, "asyncio.Task[None]"] | None = None
    front: Front | None = None
    station: Station = field(init=False)

    def __post_init__(self) -> None:
        self.station = Station(Porch(self.key.public, self.config.clock))

    @property
    def key(self) -> keys.Key:
        return keys.read(self.config.key)

    def credentials(self, path: Path) -> None:
        """Use this passport at the broker from now on."""
        self.config = msgspec.structs.replace(self.config, nats_credentials=path)

    async def open_doors(self) -> None:
        """Answer over HTTP, too."""
        self.front = Front(self.config, self.pool, self.station)
        await self.front.up()

    def go_by_https(self, region: "Contour", *, proxy: str = "", ca: Path | None = None, line: By = "https") -> None:
        """Reach the region over HTTPS from now on."""
        assert region.front is not None
        assert self.config.upper is not None
        upper = msgspec.structs.replace(self.config.upper, url=region.front.url)
        self.config = msgspec.structs.replace(self.config, upper=upper, line=line, proxy=proxy, ca=ca)

    def start(self) -> None:
        stop = Stop()
        services, changed = list(self.services.values()), [self.changed.append]
        work = contour.run(services, self.config, self.pool, stop, changed=changed, station=self.station)
        self.running = (stop, asyncio.create_task(work))

    async def stop(self) -> None:
        if self.running is not None:
            stop, task = self.running
            self.running = None
            stop.set()
            await task

    async def close(self) -> None:
        await self.stop()
        if self.front is not None:
            await self.front.down()
        # A graceful close would wait for connections that a fault may have broken.
        for pool in (self.pool, *(running.pool for running in self.services.values())):
            pool.terminate()

    async def say(self, *texts: str, about: UUID | None = None) -> None:
        """Record notes in a college."""
        async with self.services["programs"].transaction(system("test")) as tx:
            for text in texts:
                if about is None:
                    await notes.record(tx, Noted(note_id=uuid4(), text=text))
                else:
                    await append(tx, Noted(note_id=about, text=text))

    async def whisper(self, to: str, *texts: str) -> None:
        """Tell something from the region."""
        async with self.services["registry"].transaction(system("test")) as tx:
            for text in texts:
                await whispering.record(tx, Whispered(to=to, text=text))

    async def enroll(self, college: "Contour") -> None:
        name = college.config.contour
        await follow(self.pool, f"programs.{name}", speaker=name, public_key=college.key.public)

    async def restore_to(self, seq: int) -> None:
        """Make the database equal to a copy from when only `seq` events had been told."""
        name = f"programs.{self.config.contour}"
        owner = await db.connect(self.admin)
        await owner.execute("delete from sync.outbox where stream = $1 and seq > $2", name, seq)
        await owner.execute(
            """update sync.head h set seq = o.seq, hash = o.hash from sync.outbox o
               where h.stream = $1 and (o.stream, o.seq) = ($1, $2)""",
            name, seq,
        )  # fmt: skip
        await owner.close()

    async def forget_after(self, stream: str, seq: int) -> None:
        """Make the database equal to a copy from when only `seq` events of a stream had been heard."""
        owner = await db.connect(self.admin)
        await owner.execute("delete from sync.archive where stream = $1 and seq > $2", stream, seq)
        await owner.execute("delete from monitoring.noted where stream = $1 and seq > $2", stream, seq)
        await owner.execute("delete from monitoring.journal where stream = $1 and seq > $2", stream, seq)
        await owner.execute(
            "update monitoring.journal set through = $2 where stream = $1 and $2 between seq and through", stream, seq
        )
        await owner.execute("update monitoring.heard set seq = $2 where stream = $1", stream, seq)
        await owner.execute(
            """update sync.followed f set seq = a.seq, hash = a.hash from sync.archive a
               where f.stream = $1 and (a.stream, a.seq) = ($1, $2)""",
            stream, seq,
        )  # fmt: skip
        await owner.close()

    async def forget_everything(self, stream: str) -> None:
        """Make the contour a new follower of a stream."""
        owner = await db.connect(self.admin)
        await owner.execute("delete from sync.archive where stream = $1", stream)
        await owner.execute(
            "update sync.followed set epoch = 1, seq = 0, hash = $2 where stream = $1", stream, genesis(stream)
        )
        await owner.close()

    async def archived(self, stream: str) -> list[bytes]:
        rows = await self.pool.fetch("select event from sync.archive where stream = $1 order by seq", stream)
        return [row["event"] for row in rows]

    async def told(self, stream: str) -> list[bytes]:
        rows = await self.pool.fetch("select event from sync.outbox where stream = $1 order by seq", stream)
        return [row["event"] for row in rows]

    async def heard(self, stream: str) -> list[str]:
        """Return the texts that monitoring took in from a college's stream."""
        async with self.services["monitoring"].transaction(system("test")) as tx:
            rows = await tx.connection.fetch("select text from noted where stream = $1 order by position", stream)
        return [row["text"] for row in rows]

    async def overheard(self) -> list[str]:
        """Return the texts that the college took in from the region's streams."""
        rows = await self.services["programs"].pool.fetch("select text from whispered order by position")
        return [row["text"] for row in rows]


async def make_database(admin: str, kind: Kind, prefix: str) -> Database:
    names = [service.name for service in SERVICES[kind]]
    database = await create_contour_database(admin, kind, names, prefix=prefix)
    login = {schema: login_of(dsn) for schema, dsn in database.logins.items()}
    await migrate(database.owner, "sync", ROOT / "shared/sync/migrations", login["sync"], journal=False)
    for service in SERVICES[kind]:
        await migrate(database.owner, service.name, service.migrations, login[service.name], views=service.views)
        await let_tell(database.owner, login[service.name])
    return database


async def make_contour(
    database: Database,
    kind: Kind,
    name: str,
    *,
    admin: str,
    nats_url: str,
    folder: Path,
    region: "Contour | None" = None,
) -> Contour:
    key = folder / f"{database.name}.key"
    key.write_bytes(secrets.token_bytes(32))
    config = Config(
        contour=name,
        kind=kind,
        title=name,
        time_zone="Asia/Barnaul",
        host="127.0.0.1",
        port=0,
        logins=database.logins,
        key=key,
        secret=secrets.token_hex(32),
        nats_url=nats_url,
        upper=None if region is None else Peer(region.config.contour, keys.text_of(region.key.public)),
    )
    contour = await open_contour(config, admin)
    contour.owner = database.owner
    return contour


async def open_contour(config: Config, admin: str = "") -> Contour:
    """Connect to an existing contour."""
    services = {}
    for service in SERVICES[config.kind]:
        services[service.name] = RunningService(
            service, config, await db.open_pool(config.logins[service.name], service.name)
        )
    return Contour(config, await db.open_pool(config.logins["sync"], "sync"), services, admin)


async def eventually(check: Callable[[], Awaitable[bool]], what: str, seconds: float = 15) -> float:
    """Return the seconds until the check held, within a tenth: the longer the wait, the rarer the checks."""
    begun = time.monotonic()
    while not await check():
        waited = time.monotonic() - begun
        assert waited < seconds, f"{what}: not within {seconds} s"
        await asyncio.sleep(min(max(0.01, waited / 10), 0.25))
    return time.monotonic() - begun


def now() -> datetime:
    return datetime.now(UTC)
