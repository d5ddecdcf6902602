"""A database is replaced by an older copy of itself, as after a disaster: processes lose their connections, no more."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg

from deploy.databases import with_database, with_login
from deploy.folder import Folder

T = TypeVar("T")


def aside(work: Coroutine[Any, Any, T]) -> T:
    """Run it where another loop runs already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def administrator(folder: Folder, contour: str) -> tuple[str, str]:
    """Return the DSN of the administrator of a stack's own PostgreSQL, and the name of a contour's database."""
    dsn = folder.contour(contour).logins["sync"]
    password = (folder.root / "postgres.password").read_text("ascii").strip()
    return with_database(with_login(dsn, "postgres", password, "postgres"), "postgres"), dsn.rpartition("/")[2]


async def keep_copy(admin: str, name: str) -> str:
    """Copy a database as it is now; return the copy's name. `admin` is the administrator's DSN of another database."""
    copy = f"{name}_older"
    async with nobody_in(admin, name) as connection:
        owner = await connection.fetchval("select pg_get_userbyid(datdba) from pg_database where datname = $1", name)
        await connection.execute(f'drop database if exists "{copy}" with (force)')
        await connection.execute(f'create database "{copy}" template "{name}" owner "{owner}"')
    return copy


async def put_back(admin: str, name: str, copy: str) -> None:
    """Let the copy take the database's place: whatever was committed since is gone."""
    async with nobody_in(admin, name) as connection:
        async with connection.transaction():
            await connection.execute(f'alter database "{name}" rename to "{name}_gone"')
            await connection.execute(f'alter database "{copy}" rename to "{name}"')
        await connection.execute(f'drop database "{name}_gone" with (force)')


@asynccontextmanager
async def nobody_in(admin: str, name: str) -> "AsyncGenerator[asyncpg.Connection[asyncpg.Record], None]":
    """Let nobody in meanwhile: they are told that there is no room, as by a server that is too busy."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(admin)
    try:
        await connection.execute(f'alter database "{name}" connection limit 0')
        while await connection.fetchval(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = $1", name
        ):
            pass
        yield connection
    finally:
        await connection.execute(f'alter database "{name}" connection limit -1')
        await connection.close()
