"""Forward-only SQL migrations: an edited file is noticed, several starters wait for one another."""

import asyncio
from collections.abc import Awaitable, Callable, Set
from hashlib import sha256
from pathlib import Path

from shared import db
from shared.db import Connection, Pool

Refill = Callable[[Connection], Awaitable[object]]
FRAME = [Path(__file__).parent / name for name in ("frame.sql", "frame_about.sql", "frame_heard.sql")]
LOCK = 7_064_071
# A migration that wants of facts what was not kept of them before says so on a line of its own.
AGAIN = "-- refill"


class Edited(RuntimeError):
    """A migration that was already applied has been changed or is missing."""


async def migrate(
    owner_dsn: str, schema: str, folder: Path, role: str, *, journal: bool = True, refill: Refill | None = None
) -> int:
    """Bring `schema` up to the files of `folder`, let `role` work there, protect its rows; return how many were new.

    A service's schema also gets the frame: its journal and cursors. The owner must own the database. New files are
    applied all or none; when one of them asks for it, `refill` makes the tables again from the journal.
    """
    connection = await db.connect(owner_dsn)
    try:
        while not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110 — another process
            await asyncio.sleep(0.05)
        await connection.execute(f'create schema if not exists "{schema}"')
        await connection.execute(f'set search_path to "{schema}", public')
        # Rows of earlier days are protected from their owner too: a migration that changes them must see them.
        await connection.execute("set app.organizations to '*'")
        await connection.execute(
            """create table if not exists _migration (
                   name text primary key, hash text not null, at timestamptz not null default now())"""
        )
        files = files_of(folder, journal=journal)
        async with connection.transaction():
            new = await _apply(connection, files)
            if any(AGAIN in text.splitlines() for text in new):
                assert refill is not None, f"{schema} has a migration that asks for a refill"
                await refill(connection)
        await _protect(connection, schema, role)
        return len(new)
    finally:
        await connection.close()


def files_of(folder: Path, *, journal: bool) -> list[Path]:
    """Return the files of a schema in the order in which they are applied."""
    return (FRAME if journal else []) + sorted(folder.glob("[0-9]*.sql"))


async def missing(pool: Pool, names: Set[str]) -> list[str]:
    """Return which of these files were never applied to the schema that the pool works in, by name."""
    return sorted(names - {row["name"] for row in await pool.fetch("select name from _migration")})


async def _apply(connection: Connection, files: list[Path]) -> list[str]:
    done = {row["name"]: row["hash"] for row in await connection.fetch("select name, hash from _migration")}
    if gone := done.keys() - {file.name for file in files}:
        raise Edited(f"applied migrations are missing: {sorted(gone)}")
    new = []
    for file in files:
        text = file.read_text("utf-8")
        digest = sha256(text.encode()).hexdigest()
        if file.name in done:
            if done[file.name] != digest:
                raise Edited(f"{file.name} was changed after it was applied")
            continue
        await connection.execute(text)
        await connection.execute("insert into _migration (name, hash) values ($1, $2)", file.name, digest)
        new.append(text)
    return new


async def _protect(connection: Connection, schema: str, role: str) -> None:
    """Force row-level security on every table; one with an organization shows only those in the actor's scope."""
    async with connection.transaction():
        await connection.execute(f'grant usage on schema "{schema}" to "{role}"')
        await connection.execute(f'grant select on _migration to "{role}"')  # whether it may begin to work
        for row in await connection.fetch(TABLES, schema):
            table = row["name"]
            await connection.execute(
                f"alter table {table} enable row level security; alter table {table} force row level security"
            )
            if row["has_policy"]:
                continue
            seen = SEEN if row["has_organization"] else "true"
            await connection.execute(f"create policy scope on {table} using ({seen}) with check ({seen})")
        for row in await connection.fetch(GRANTS, schema):
            await connection.execute(f'grant {row["rights"]} on {row["name"]} to "{role}"')


SEEN = """
    current_setting('app.organizations', true) = '*'
    or organization = any(string_to_array(current_setting('app.organizations', true), ','))
"""

TABLES = """
    select format('%I.%I', n.nspname, c.relname) as name,
           exists (select 1 from pg_policy p where p.polrelid = c.oid) as has_policy,
           exists (select 1 from pg_attribute a
                   where a.attrelid = c.oid and a.attname = 'organization' and not a.attisdropped)
               as has_organization
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind in ('r', 'p') and c.relname <> '_migration'
    order by 1
"""

# What was written once stays: journals, outboxes and archives are never updated by those who write them.
GRANTS = """
    select format('%I.%I', n.nspname, c.relname) as name,
           case when c.relkind = 'v' then 'select'
                when coalesce(obj_description(c.oid), '') like '%append only%' then 'select, insert'
                else 'select, insert, update, delete' end as rights
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind in ('r', 'p', 'v') and c.relname <> '_migration'
"""


# A service writes what it tells, reads what is known, and says whom to follow; never how far somebody is followed.
# Which keys of persons it sees, the policies of sync.person_key say.
TELLING = """
    grant usage on schema sync to "{role}";
    grant select, insert, update on sync.head to "{role}";
    grant select, insert on sync.outbox to "{role}";
    grant select on sync.archive, sync.known, sync.followed, sync.audience, sync.quarantine to "{role}";
    grant select on sync.offered_key, sync.own_key to "{role}";
    grant insert (public_key, speaker) on sync.retired_key to "{role}";
    grant select (public_key) on sync.retired_key to "{role}";
    grant insert (stream, speaker, public_key, hash) on sync.followed to "{role}";
    grant update (speaker, public_key, left_at) on sync.followed to "{role}";
    grant select, insert on sync.person_key to "{role}";
    grant update (key, destroyed_at, handed_at) on sync.person_key to "{role}";
"""


async def let_tell(owner_dsn: str, role: str) -> None:
    """Let a service's role tell its events and hear what is known in the contour."""
    connection = await db.connect(owner_dsn)
    try:
        await connection.execute(TELLING.format(role=role))
    finally:
        await connection.close()
