"""The rebuild law: a service's tables can be emptied and restored, row by row the same, from its journal."""

from collections.abc import AsyncGenerator, AsyncIterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import msgspec

from shared import db
from shared.actor import Actor, system
from shared.db import Connection, Origin, Tx
from shared.event import Envelope, Event, current, name_of, purpose_of, versions
from shared.journal import Apply
from shared.keyring import own_stream, read
from shared.service import Service

KEPT = ("journal", "heard", "parked", "once", "file", "_migration")


class Rebuilt(msgspec.Struct, frozen=True):
    """The number of applied events, and each table's digest before and after."""

    events: int
    before: dict[str, str]
    after: dict[str, str]

    @property
    def differing(self) -> list[str]:
        """The tables that differ after the rebuild: some code wrote state without an event."""
        return sorted(table for table, digest in self.before.items() if self.after[table] != digest)


async def rebuild_service(owner_dsn: str, service: Service, home: str) -> Rebuilt:
    """Empty a service's state tables and apply its journal to them, in one transaction of the schema's owner."""
    connection = await db.connect(owner_dsn)
    try:
        async with connection.transaction():
            return await rebuild(connection, service, home)
    finally:
        await connection.close()


async def rebuild(connection: Connection, service: Service, home: str) -> Rebuilt:
    """Empty and fill the tables within the owner's transaction."""
    await _prepare(connection, service, home)
    tables = await state_tables(connection, service.name)
    before = await digests(connection, tables)
    events = await _refill(connection, service, home, tables)
    return Rebuilt(events, before, await digests(connection, tables))


async def refill(connection: Connection, service: Service, home: str) -> int:
    """Empty and fill the tables within the owner's transaction, without comparing; return the number of events.

    For a migration that needs data the tables never stored.
    """
    await _prepare(connection, service, home)
    return await _refill(connection, service, home, await state_tables(connection, service.name))


async def _prepare(connection: Connection, service: Service, home: str) -> None:
    await connection.execute(f'set local search_path to "{service.name}", public')
    await connection.execute(db.SCOPE, "*", home, "")


async def _refill(connection: Connection, service: Service, home: str, tables: list[str]) -> int:
    await connection.execute("truncate " + ", ".join(f'"{table}"' for table in tables))
    now = await connection.fetchval("select now()")
    tx = Tx(connection, now=now, actor=system("rebuild"), organization=home)
    return await replay(tx, service, _lines(connection))


async def state_tables(connection: Connection, schema: str) -> list[str]:
    """Return the state tables: those that only `store.apply` writes."""
    rows = await connection.fetch("select tablename from pg_tables where schemaname = $1 order by 1", schema)
    return [row["tablename"] for row in rows if row["tablename"] not in KEPT]


async def digests(connection: Connection, tables: list[str]) -> dict[str, str]:
    """Return a digest of each table's rows, independent of their order."""
    found = {}
    for table in tables:
        rows = await connection.fetch(f'select t::text as line from "{table}" t order by 1')  # noqa: S608 — from the catalog
        found[table] = sha256("\n".join(row["line"] for row in rows).encode()).hexdigest()
    return found


class JournalLine(msgspec.Struct, frozen=True):
    """One event of a journal; for a heard one, `heard` is its envelope from the archive, which holds its name."""

    id: UUID
    name: str | None
    at: datetime
    actor: str
    event: bytes | None
    organization: str
    stream: str | None
    epoch: int | None
    seq: int | None
    heard: bytes | None


LINES = """
    select j.id, j.name, j.at, j.actor, convert_to(j.event::text, 'UTF8') as event, j.organization, j.stream, j.epoch,
           n.seq, a.event as heard
    from journal j
    left join lateral generate_series(j.seq, coalesce(j.through, j.seq)) as n (seq) on true
    left join sync.known a on (a.stream, a.epoch, a.seq) = (j.stream, j.epoch, n.seq)
    order by j.position, n.seq
"""


async def replay(tx: Tx, service: Service, lines: AsyncIterable[JournalLine]) -> int:
    """Apply a journal to empty tables; return the number of events.

    Reactions do not run again: the journal has the events they recorded. Words whose key was destroyed are empty.
    """
    by_name: dict[str, tuple[type[Event], list[Apply]]] = {}
    for apply in service.applies:
        for event in (version for newest in apply.writes for version in versions(newest)):
            by_name.setdefault(name_of(event), (event, []))[1].append(apply)
    count = 0
    async for line in lines:
        envelope = _heard(line)
        known = by_name.get(envelope.type if envelope else line.name or "")
        if known is None:
            continue
        await _again(tx, line, envelope, service, *known)
        count += 1
    return count


class NotKept(LookupError):
    """A journal refers to an event that is not in the archive."""


def _heard(line: JournalLine) -> Envelope | None:
    if line.stream is None:
        return None
    if line.heard is None:
        raise NotKept(f"{line.stream} {line.seq}")
    return msgspec.json.decode(line.heard, type=Envelope)


async def _again(
    tx: Tx, line: JournalLine, envelope: Envelope | None, service: Service, type: type[Event], applies: list[Apply]
) -> None:
    tx.now, tx.actor = line.at, Actor(id=line.actor, organizations="*")
    if envelope is None:
        await tx.act_for(line.organization, None)
        stream, reads = own_stream(type, line.organization), frozenset({purpose_of(type)})
        id, data = line.id, line.event or b"null"
    else:
        assert line.stream is not None
        await tx.act_for(line.organization, Origin(line.stream, line.epoch or 0, line.seq or 0, envelope.time))
        stream, id, data, reads = line.stream, envelope.id, bytes(envelope.data), service.reads
    event = await read(tx.connection, data, type, stream=stream, id=id, reads=reads, lost=True)
    for apply in applies:
        await apply(tx, current(event))


async def _lines(connection: Connection) -> AsyncGenerator[JournalLine, None]:
    async for row in connection.cursor(LINES, prefetch=500):
        yield db.shape(row, JournalLine)
