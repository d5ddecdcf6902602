"""Write many events in few round trips: merge statements about different things, keep the order of those about one."""

import asyncio
from types import TracebackType
from typing import Any, Self, TypeVar

from shared.db import Origin, Tx
from shared.sync.widened import Widened, adds, widen

T = TypeVar("T")


class Batch(Tx):
    """A transaction that collects statements and writes them many rows at a time.

    Only for applies that declare themselves `apart`. Statements are grouped in waves: a statement about a thing goes to
    a later wave than the earlier statements about the same thing, and equal statements of one wave are sent as one.
    A read writes everything collected first. On exit no write is under way, whether or not there was an error.
    """

    def __init__(self, tx: Tx, known: dict[str, Widened | None]) -> None:
        """Continue an open transaction; `known` caches the widened statements of its schema between batches."""
        super().__init__(
            tx.connection, now=tx.now, actor=tx.actor, organization=tx.organization, origin=tx.origin, zone=tx.zone
        )
        self.home, self.told, self.heard = tx.home, tx.told, tx.heard
        self._known = known
        self._waves: list[dict[str, list[tuple[object, ...]]]] = []
        self._last: dict[object, tuple[int, str]] = {}
        self._planned = False
        self._writing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is left; after an error, only wait for the write under way."""
        if error is None:
            await self.flush()
        elif self._writing is not None:
            # Its result does not matter: the transaction is rolled back.
            await asyncio.gather(self._writing, return_exceptions=True)

    async def run(self, sql: str, *args: object) -> int:
        """Collect the statement; return 0, because how many rows it will change is not known yet."""
        wave, before = self._last.get(self.about, (-1, ""))
        if before != sql or not adds(sql):
            wave += 1
        if wave == len(self._waves):
            self._waves.append({})
        self._waves[wave].setdefault(sql, []).append(args)
        self._last[self.about] = wave, sql
        return 0

    async def flush(self) -> None:
        """Write everything collected."""
        await self.write_behind()
        await self._written()

    async def write_behind(self) -> None:
        """Start writing what was collected, while the caller prepares what comes next."""
        await self._written()
        if self._waves:
            waves, self._waves, self._last = self._waves, [], {}
            self._writing = asyncio.create_task(self._write_waves(waves))

    async def _written(self) -> None:
        if self._writing is not None:
            await self._writing
            self._writing = None

    async def _write_waves(self, waves: list[dict[str, list[tuple[object, ...]]]]) -> None:
        for wave in waves:
            for sql, rows in wave.items():
                await self._write(sql, rows)

    async def _write(self, sql: str, rows: list[tuple[object, ...]]) -> None:
        if len(rows) == 1:
            await self.connection.execute(sql, *rows[0])
            return
        if sql not in self._known:
            self._known[sql] = await widen(self.connection, sql)
        widened = self._known[sql]
        if widened is None:
            await self.connection.executemany(sql, rows)
            return
        if not self._planned:
            # PostgreSQL would otherwise reuse a plan made while the tables were small, after they have grown.
            await self.connection.execute("set local plan_cache_mode = force_custom_plan")
            self._planned = True
        many, args = widened.for_rows(rows)
        await self.connection.execute(many, *args)

    async def value(self, sql: str, *args: object) -> Any:
        """Return the first column of the first row, or None."""
        await self.flush()
        return await super().value(sql, *args)

    async def maybe(self, type: type[T], sql: str, *args: object) -> T | None:
        """Return the row as a struct, or None."""
        await self.flush()
        return await super().maybe(type, sql, *args)

    async def one(self, type: type[T], sql: str, *args: object) -> T:
        """Return the only row as a struct; LookupError when there is none."""
        await self.flush()
        return await super().one(type, sql, *args)

    async def many(self, type: type[T], sql: str, *args: object) -> list[T]:
        """Return the rows as structs."""
        await self.flush()
        return await super().many(type, sql, *args)

    async def act_for(self, organization: str, origin: Origin | None) -> None:
        """Write further rows as facts of this organization; rows collected for another one are written first."""
        if organization != self.organization:
            await self.flush()
        await super().act_for(organization, origin)
