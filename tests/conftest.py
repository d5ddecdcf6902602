"""The real servers that tests use: one PostgreSQL and one NATS per worker, started when a test first asks for them."""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import uvloop

from deploy.contours import SERVICES
from deploy.databases import Database, clone, create_contour_database, migrate_contour
from deploy.local import FLEETING, start_nats, start_postgres
from shared.config import Config, Kind, Peer

FreshDatabase = Callable[[Kind], Awaitable[Database]]
FreshContour = Callable[..., Awaitable[Config]]


MEMORY, ROOM = Path("/dev/shm"), 8 * 1024**3


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A directory that is gone after the run; pytest keeps its own for three runs, which is too much for databases.

    Where memory has the room it is there: a database is copied in a third of the time, and nothing reaches a disk.
    """
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    where = MEMORY if roomy else None
    with tempfile.TemporaryDirectory(prefix="podrost-test-", dir=where, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres(scratch: Path) -> Iterator[str]:
    """The administrator's DSN of a PostgreSQL server."""
    if external := os.environ.get("DATABASE_URL"):
        yield external
        return
    server = start_postgres(scratch / "postgres", settings=FLEETING)
    yield server.address
    server.stop()


@pytest.fixture(scope="session")
def nats_url(scratch: Path) -> Iterator[str]:
    """The address of a NATS server with JetStream."""
    if external := os.environ.get("NATS_URL"):
        yield external
        return
    server = start_nats(scratch / "nats")
    yield server.address
    server.stop(patience=0)  # it would tidy up hundreds of streams that nobody needs any more


@pytest.fixture(scope="session")
def nats_above_url(scratch: Path) -> Iterator[str]:
    """The address of the NATS server of a federation."""
    if external := os.environ.get("FEDERATION_NATS_URL"):
        yield external
        return
    server = start_nats(scratch / "nats-above")
    yield server.address
    server.stop()


@pytest.fixture(scope="session")
def fresh_database(postgres: str) -> FreshDatabase:
    """Call it with a kind of contour to get a new, migrated, empty database: a copy of a template."""
    templates: dict[Kind, Database] = {}
    run = f"test_{secrets.token_hex(4)}"
    numbers = count(1)

    async def make(kind: Kind) -> Database:
        if kind not in templates:
            template = await create_contour_database(postgres, kind, SERVICES[kind], prefix=run)
            await migrate_contour(template, kind, kind)
            templates[kind] = template
        return await clone(postgres, templates[kind], f"{run}_{kind}_{next(numbers)}")

    return make


@pytest.fixture(scope="session")
def fresh_contour(fresh_database: FreshDatabase, nats_url: str, scratch: Path) -> FreshContour:
    """Call it with a kind and a name to get the config of a new contour with its own database, key and secret.

    Whoever rolls back all that they do asks for an `untouched` one, and leaves it so for the next.
    """
    untouched_ones: dict[Kind, Database] = {}

    async def make(
        kind: Kind,
        contour: str,
        *,
        upper: Peer | None = None,
        time_zone: str = "Asia/Barnaul",
        port: int = 0,
        untouched: bool = False,
    ) -> Config:
        database = untouched_ones.get(kind) if untouched else None
        database = database or await fresh_database(kind)
        if untouched:
            untouched_ones[kind] = database
        key = scratch / f"{database.name}.key"
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(32))
        return Config(
            contour=contour,
            kind=kind,
            title=contour,
            time_zone=time_zone,
            host="127.0.0.1",
            port=port,
            logins=database.logins,
            key=key,
            secret=secrets.token_hex(32),
            nats_url=nats_url,
            upper=upper,
        )

    return make


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first, so that no worker is left alone with it at the end."""
    long = {item.path for item in items if any(item.get_closest_marker(mark) for mark in ("slow", "browser"))}
    items.sort(key=lambda item: (item.path not in long, "sync" not in item.path.parts))


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the loop that contours run on."""
    return {"uvloop": uvloop.new_event_loop}
