"""A region for a test: a real database of its own, its services, and colleges that tell it events."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from deploy.databases import Database
from services.registry.app import SERVICE as REGISTRY
from services.routes.app import SERVICE as ROUTES
from shared import db, rebuild
from shared.actor import EVERYTHING, Actor, Role, system
from shared.config import Config
from shared.db import Tx
from shared.event import Told
from shared.service import Service
from shared.sync.projector import Projector
from shared.sync.running import RunningService
from tests.conftest import FreshContour, FreshDatabase
from tests.telling import hand, told

# Tuesday, 24 November 2026, noon in Altai.
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
HOME = "region"
KEY = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="
OTHER_KEY = "/FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU="

OFFICIAL = Actor(
    id="account:official", name="Мельникова Вера Андреевна", roles=frozenset({Role.OFFICIAL}), organizations=EVERYTHING
)
TUTOR = Actor(
    id="account:tutor", name="Кречетова Нина Ивановна", roles=frozenset({Role.TUTOR}), organizations=EVERYTHING
)
OTHER_TUTOR = Actor(
    id="account:other", name="Дёмин Олег Павлович", roles=frozenset({Role.TUTOR}), organizations=EVERYTHING
)
METHODIST = Actor(
    id="account:methodist", name="Сухих Анна Львовна", roles=frozenset({Role.METHODIST}), organizations=EVERYTHING
)


class _RolledBack(Exception):
    pass


@asynccontextmanager
async def rolled_back(
    fresh_contour: FreshContour, service: Service, actor: Actor = OFFICIAL
) -> AsyncGenerator[Tx, None]:
    """Open one transaction of a service in a new region; it is rolled back."""
    config: Config = await fresh_contour("region", HOME, untouched=True)
    pool = await db.open_pool(config.logins[service.name], service.name)
    try:
        async with db.transaction(pool, now=NOON, actor=actor, organization=HOME) as tx:
            yield tx
            raise _RolledBack
    except _RolledBack:
        pass
    finally:
        await pool.close()


class Region:
    """A region whose transactions commit, and whose services hear each other and the colleges."""

    def __init__(self, database: Database, config: Config, registry: RunningService, routes: RunningService) -> None:
        """Both services at work on one database."""
        self.database, self.config, self.registry, self.routes = database, config, registry, routes

    @asynccontextmanager
    async def at(self, running: RunningService, actor: Actor, *, now: datetime = NOON) -> AsyncGenerator[Tx, None]:
        """Open a transaction of a service."""
        async with running.transaction(actor, at=now) as tx:
            yield tx

    async def hear(self) -> None:
        """Let both services take in everything that is known."""
        for running in (self.registry, self.routes):
            while await Projector(running).step():
                pass

    async def told(self, college: str, *events: Told) -> None:
        """Put what a college told into the archive, as a follower would, and let the services hear it."""
        connection = await db.connect(self.database.logins["sync"])
        stream = f"programs.{college}"
        try:
            async with connection.transaction():
                seq = await connection.fetchval(
                    "select coalesce(max(seq), 0) from sync.archive where stream = $1", stream
                )
                for event in events:
                    seq += 1
                    sealed = told(event, stream=stream, at=NOON)
                    await connection.execute(
                        """insert into sync.archive (stream, seq, epoch, hash, event, received_at)
                           values ($1, $2, 1, $3, $4, $5)""",
                        stream, seq, b"", sealed, NOON,
                    )  # fmt: skip
                await hand(connection, stream, events, at=NOON)
                await connection.execute(
                    """insert into sync.followed (stream, speaker, public_key, epoch, seq, hash)
                       values ($1, $2, $3, 1, $4, $3) on conflict (stream) do update set seq = excluded.seq""",
                    stream, college, b"", seq,
                )  # fmt: skip
        finally:
            await connection.close()
        await self.hear()

    async def rebuilt(self, service: Service) -> list[str]:
        """Empty a service's tables, apply its journal, return the tables that came back different."""
        return (await rebuild.rebuild_service(self.database.owner, service, HOME)).differing


@asynccontextmanager
async def region(fresh_database: FreshDatabase) -> AsyncGenerator[Region, None]:
    """Open a new region with both services at work."""
    database = await fresh_database("region")
    config = Config(
        contour=HOME,
        kind="region",
        title="Алтайский край",
        time_zone="Asia/Barnaul",
        host="127.0.0.1",
        port=0,
        logins=database.logins,
        key=Path("unused.key"),
        secret="ab" * 32,
        nats_url="",
    )
    services = []
    for service in (REGISTRY, ROUTES):
        pool = await db.open_pool(config.logins[service.name], service.name)
        services.append(RunningService(service, config, pool))
    try:
        yield Region(database, config, *services)
    finally:
        for running in services:
            await running.pool.close()


async def journal(tx: Tx) -> list[str]:
    """Return the names of everything written to the journal, in order."""
    tx.actor = system("test")
    await tx.run("select set_config('app.organizations', '*', true)")
    rows = await tx.connection.fetch("select name from journal order by position")
    return [row["name"].partition(".")[2].removesuffix(".v1") for row in rows]
