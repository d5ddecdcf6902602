"""One transaction: a connection, its moment, its actor, its cause. No other module opens a pool of asyncpg."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, tzinfo
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeAlias, TypeVar
from uuid import UUID

import asyncpg
import msgspec

from shared import ids
from shared.actor import Actor
from shared.errors import Postponed

T = TypeVar("T")
P = ParamSpec("P")
if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
else:  # only the stubs of asyncpg know what its classes are made of
    Connection, Pool = asyncpg.Connection, asyncpg.Pool


class Origin(msgspec.Struct, frozen=True, gc=False):
    """The place of a heard event: its stream, epoch and number, and when it happened by the speaker's clock."""

    stream: str
    epoch: int
    seq: int
    at: datetime


class Tx:
    """Everything a use case may need: SQL, the time, the actor, the organization and the cause.

    `about` is the id of the thing that the current event is about. `recorded` holds the events whose reactions have not
    run yet; `following` is the recorded event whose reaction runs now.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        now: datetime,
        actor: Actor,
        organization: str,
        origin: Origin | None = None,
        zone: tzinfo = UTC,
    ) -> None:
        """`organization` owns the facts being written: home, or the speaker of the heard event."""
        self.connection = connection
        self.now = now
        self.zone = zone
        self.actor = actor
        self.home = self.organization = organization
        self.origin = origin
        self.about: object = None
        self.told: list[Any] = []
        self.recorded: list[Any] = []
        self.following: Any = None
        self.heard: list[Any] = []
        self.sealed: dict[UUID, bytes] = {}
        self.seen: dict[Any, Any] = {}
        # Things that what is signed says something about, beside those that the wish names: «person:…».
        self.meant: set[str] = set()
        # What was committed when the transaction began, as a snapshot of PostgreSQL; empty when nobody asked.
        self.snapshot = ""

    @property
    def today(self) -> date:
        """Today in the organization's time zone; no apply may use it, because a rebuild runs on another day."""
        return self.now.astimezone(self.zone).date()

    @property
    def cause(self) -> UUID | None:
        """The journal id of the event, own or heard, that causes what is written now."""
        if self.following is not None:
            id: UUID = self.following.id
            return id
        return None if self.origin is None else ids.heard(self.origin.stream, self.origin.seq)

    async def run(self, sql: str, *args: object) -> int:
        """Run a statement; return how many rows it changed. Views cached by `once` are read again after it."""
        self.seen.clear()
        done = await self.connection.execute(sql, *args)
        count = done.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def lock(self, table: str, **key: object) -> None:
        """Lock the row of a table with these column values; read it in a separate statement.

        The names of the table and columns must be literals of the code; ValueError when one is not an identifier.
        """
        if not key or not all(name.isidentifier() for name in (table, *key)):
            raise ValueError(f"{table} {list(key)} is not a table and its columns")
        named = " and ".join(f"{column} = ${place}" for place, column in enumerate(key, 1))
        await self.run(f"select 1 from {table} where {named} for update", *key.values())  # noqa: S608 — names of the code

    async def value(self, sql: str, *args: object) -> Any:
        """Return the first column of the first row, or None."""
        return await self.connection.fetchval(sql, *args)

    async def maybe(self, type: type[T], sql: str, *args: object) -> T | None:
        """Return the row as a struct, or None."""
        row = await self.connection.fetchrow(sql, *args)
        return None if row is None else shape(row, type)

    async def one(self, type: type[T], sql: str, *args: object) -> T:
        """Return the only row as a struct; LookupError when there is none."""
        row = await self.connection.fetchrow(sql, *args)
        if row is None:
            raise LookupError(f"no {type.__name__}")
        return shape(row, type)

    async def many(self, type: type[T], sql: str, *args: object) -> list[T]:
        """Return the rows as structs."""
        return [shape(row, type) for row in await self.connection.fetch(sql, *args)]

    @asynccontextmanager
    async def rehearsed(self) -> AsyncGenerator[None, None]:
        """Take back everything that is written within; before anything else is written in this transaction."""
        assert not self.recorded
        savepoint = self.connection.transaction()
        await savepoint.start()
        organization, origin, about = self.organization, self.origin, self.about
        try:
            yield
        finally:
            await savepoint.rollback()
            for kept in (self.told, self.recorded, self.heard, self.sealed, self.seen, self.meant):
                kept.clear()
            self.organization, self.origin, self.about = organization, origin, about

    async def act_for(self, organization: str, origin: Origin | None) -> None:
        """Write further rows as facts of this organization: a heard event belongs to its speaker."""
        self.origin = origin
        if organization != self.organization:
            self.organization = organization
            await self.connection.execute("select set_config('app.organization', $1, true)", organization)


def once(view: Callable[Concatenate[Tx, P], Awaitable[T]]) -> Callable[Concatenate[Tx, P], Awaitable[T]]:
    """Cache a view within a transaction; after a lock or a write it is read again.

    Its result is shared: nobody may change it.
    """

    @wraps(view)
    async def seen(tx: Tx, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (view, args, tuple(kwargs.items()), tx.now, tx.actor, tx.organization)
        if key not in tx.seen:
            tx.seen[key] = await view(tx, *args, **kwargs)
        found: T = tx.seen[key]
        return found

    return seen


def shape(row: asyncpg.Record, type: type[T]) -> T:
    """Return a row as the struct that declares its columns."""
    return msgspec.convert(dict(row), type=type)


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        encoder=lambda value: b"\x01" + msgspec.json.encode(value),
        decoder=lambda raw: msgspec.json.decode(raw[1:]),
        schema="pg_catalog",
        format="binary",
    )


async def _leave(_: Connection) -> None:
    """Reset nothing: every setting is local to its transaction, and nothing runs outside of one."""


async def connect(dsn: str) -> Connection:
    """Return one prepared connection, for a tool or a listener."""
    connection: Connection = await asyncpg.connect(dsn)
    await _prepare(connection)
    return connection


# The longest statement that a connection keeps prepared, in bytes: the one that counts a work queue is very long.
STATEMENT = 128 * 1024


async def open_pool(dsn: str, schema: str, *, size: int = 5) -> Pool:
    """Return a pool whose connections search `schema` first; RuntimeError if its role bypasses row-level security."""
    pool: Pool = await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        init=_prepare,
        reset=_leave,
        max_cacheable_statement_size=STATEMENT,
        server_settings={"search_path": f"{schema},public"},
    )
    bypasses = await pool.fetchval("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
    if bypasses:
        await pool.close()
        raise RuntimeError(f"the role of {schema} can bypass row-level security")
    return pool


# Seconds to wait for a connection: an error is better than an endless queue.
PATIENCE = 10.0


@asynccontextmanager
async def transaction(
    pool: Pool,
    *,
    now: datetime,
    actor: Actor,
    organization: str,
    speaker: str = "",
    zone: tzinfo = UTC,
    scoped: bool = True,
) -> AsyncGenerator[Tx, None]:
    """Open one transaction that knows its moment and actor, and lets the actor see only their organizations.

    It writes facts of `organization`, which is home, or of the `speaker` of a heard event. `scoped=False` saves the
    statement that sets the scope, for a schema without guarded tables; a guarded table would show no row.
    """
    async with pool.acquire(timeout=PATIENCE) as connection, connection.transaction():
        snapshot = ""
        if scoped:
            scope = (actor.organizations, speaker or organization, str(actor.person_id or ""))
            snapshot = await connection.fetchval(SCOPE, *scope)
        tx = Tx(connection, now=now, actor=actor, organization=organization, zone=zone)  # type: ignore[arg-type]  # the pool lends a proxy with the same methods
        tx.organization = speaker or organization
        tx.snapshot = snapshot
        yield tx


async def ask(pool: Pool, sql: str, *args: object, actor: Actor, organization: str) -> Any:
    """Return the single value of a select for this actor, in a single statement.

    Pages use it for their frame: a transaction would need four (begin, set the scope, select, commit).
    """
    scope = (actor.organizations, organization, str(actor.person_id or ""))
    async with pool.acquire(timeout=PATIENCE) as connection:
        return await connection.fetchval(_scoped(sql, len(args)), *args, *scope)


@cache
def _scoped(sql: str, args: int) -> str:
    """Return a statement that sets the scope before it selects: CASE fixes the order of evaluation."""
    names = ("app.organizations", "app.organization", "app.person")
    set = [f"set_config('{name}', ${place}, true) is not null" for place, name in enumerate(names, start=args + 1)]
    return f"select case when {' and '.join(set)} then ({sql}) end"


# Errors of the database itself (down, restarting, disk full, deadlock): the same work may succeed later.
Trouble = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    # It accepts no connections now, for example while an older copy replaces it.
    asyncpg.ObjectNotInPrerequisiteStateError,
)


def passing(error: BaseException) -> bool:
    """Tell whether the same work may succeed later: an error of the database, or a refusal for this moment only."""
    return isinstance(error, (*Trouble, Postponed)) and not isinstance(error, ValueError)


SCOPE = """
    select pg_current_snapshot()::text, set_config('app.organizations', $1, true),
           set_config('app.organization', $2, true), set_config('app.person', $3, true)
"""
