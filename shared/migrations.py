"""Forward-only SQL migrations, and views that follow from declarations in the code.

An edited file is detected, and concurrent starts wait for one another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Set
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from shared import db
from shared.db import Connection, Pool

Refill = Callable[[Connection], Awaitable[object]]
FRAME = [Path(__file__).parent / f"frame{part}.sql" for part in ("", "_about", "_heard", "_once", "_file", "_seen")]
LOCK = 7_064_071
# The line that marks a migration which needs data the tables never stored: they are rebuilt from the journal.
REFILL = "-- refill"
NO_VIEWS: Mapping[str, str] = MappingProxyType({})


class Edited(RuntimeError):
    """An applied migration has been changed or is missing."""


async def migrate(
    owner_dsn: str,
    schema: str,
    folder: Path,
    role: str,
    *,
    journal: bool = True,
    refill: Refill | None = None,
    views: Mapping[str, str] = NO_VIEWS,
    home: str = "",
) -> int:
    """Apply the new files of `folder` to `schema`, grant `role` its rights, protect the rows; return how many were new.

    A service's schema also gets the frame: its journal and cursors. The owner must own the database. New files are
    applied all or none; when one is marked `-- refill`, `refill` rebuilds the tables from the journal. `views` are
    statements that create views, by name: in the same transaction each view whose statement changed is made again.
    Rows to which a migration adds an organization belong to `home`, the contour's own.
    """
    connection = await db.connect(owner_dsn)
    try:
        while not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):  # noqa: ASYNC110 — another process
            await asyncio.sleep(0.05)
        await connection.execute(f'create schema if not exists "{schema}"')
        await connection.execute(f'set search_path to "{schema}", public')
        # Row-level security also applies to the owner, and a migration must see every row.
        await connection.execute("set app.organizations to '*'")
        await connection.execute("select set_config('app.organization', $1, false)", home)
        await connection.execute(
            """create table if not exists _migration (
                   name text primary key, hash text not null, at timestamptz not null default now())"""
        )
        files = files_of(folder, journal=journal)
        async with connection.transaction():
            new = await _apply(connection, files, set(views))
            await _create(connection, views, role)
            if any(REFILL in text.splitlines() for text in new):
                assert refill is not None, f"{schema} has a migration that asks for a refill"
                await refill(connection)
        await _protect(connection, schema, role)
        return len(new)
    finally:
        await connection.close()


def files_of(folder: Path, *, journal: bool) -> list[Path]:
    """Return the files of a schema in the order of their application."""
    return (FRAME if journal else []) + sorted(folder.glob("[0-9]*.sql"))


async def missing(pool: Pool, names: Set[str], views: Mapping[str, str] = NO_VIEWS) -> list[str]:
    """Return those of these files and views that the pool's schema lacks, or has in another version."""
    applied = {row["name"] for row in await pool.fetch("select name from _migration")}
    digests = {row["name"]: row["digest"] for row in await pool.fetch(VIEWS)} if views else {}
    return sorted((names - applied) | {name for name, sql in views.items() if digests.get(name) != _digest(sql)})


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


async def _create(connection: Connection, views: Mapping[str, str], role: str) -> None:
    """Create the views that are not there as declared; the comment of a view is the digest of its statement."""
    digests = {row["name"]: row["digest"] for row in await connection.fetch(VIEWS)}
    for name, sql in views.items():
        digest = _digest(sql)
        if digests.get(name) == digest:
            continue
        await connection.execute(f"drop view if exists {name}")
        await connection.execute(sql)
        await connection.execute(f"comment on view {name} is '{digest}'; grant select on {name} to \"{role}\"")


async def _apply(connection: Connection, files: list[Path], views: Set[str]) -> list[str]:
    """Apply the new files; return their texts. New files find no declared view, so they may change its tables."""
    done = {row["name"]: row["hash"] for row in await connection.fetch("select name, hash from _migration")}
    if gone := done.keys() - {file.name for file in files}:
        raise Edited(f"applied migrations are missing: {sorted(gone)}")
    new: list[str] = []
    for file in files:
        text = file.read_text("utf-8")
        digest = _digest(text)
        if file.name in done:
            if done[file.name] != digest:
                raise Edited(f"{file.name} was changed after it was applied")
            continue
        for name in () if new else views:
            await connection.execute(f"drop view if exists {name}")
        await connection.execute(text)
        await connection.execute("insert into _migration (name, hash) values ($1, $2)", file.name, digest)
        new.append(text)
    return new


async def _protect(connection: Connection, schema: str, role: str) -> None:
    """Force row-level security on every table; with a column `organization` only rows in the actor's scope show."""
    async with connection.transaction():
        await connection.execute(f'grant usage on schema "{schema}" to "{role}"')
        await connection.execute(f'grant select on _migration to "{role}"')  # for the check of missing migrations
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
            await connection.execute(
                f'revoke all on {row["name"]} from "{role}"; grant {row["rights"]} on {row["name"]} to "{role}"'
            )


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

VIEWS = """
    select relname as name, obj_description(oid, 'pg_class') as digest
    from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'v'
"""

# Journals, outboxes and archives are append only: the role may not update or delete their rows. What a table's comment
# calls never deleted, it may end but not delete.
GRANTS = """
    select format('%I.%I', n.nspname, c.relname) as name,
           case when c.relkind = 'v' then 'select'
                when coalesce(obj_description(c.oid), '') like '%append only%' then 'select, insert'
                when coalesce(obj_description(c.oid), '') like '%never deleted%' then 'select, insert, update'
                else 'select, insert, update, delete' end as rights
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relkind in ('r', 'p', 'v') and c.relname <> '_migration'
"""


# A service writes the events it tells, reads known events, and sets which streams are followed; it may not change
# how far a stream is followed. The policies of sync.person_key decide which persons' keys it sees.
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
    """Grant a service's role the right to tell events and to read the known events of the contour."""
    connection = await db.connect(owner_dsn)
    try:
        await connection.execute(TELLING.format(role=role))
    finally:
        await connection.close()
