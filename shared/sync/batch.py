"""Many facts heard, few round trips: statements about different things go as one, those about one in their order."""

import asyncio
from types import TracebackType
from typing import Any, Self, TypeVar

from shared.db import Origin, Tx
from shared.sync.widened import Widened, adds, widen

T = TypeVar("T")


class Batch(Tx):
    """A transaction that keeps what is to be written and writes it many rows at a time.

    For applies that say they are `apart`. A statement waits in a wave after everything that was said before about the
    same thing; within a wave equal statements are one. Whoever reads finds everything written.
    It is left when nothing is being written any more, whatever happened.
    """

    def __init__(self, tx: Tx, known: dict[str, Widened | None]) -> None:
        """Go on with the transaction that is open; what is `known` of its schema's statements is kept between."""
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
        """Write what is left, or at least let what is being written come to its end."""
        if error is None:
            await self.flush()
        elif self._writing is not None:
            # What became of it does not matter any more: all of it is undone.
            await asyncio.gather(self._writing, return_exceptions=True)

    async def run(self, sql: str, *args: object) -> int:
        """Keep the statement; how many rows it will touch is not known yet."""
        wave, before = self._last.get(self.about, (-1, ""))
        if before != sql or not adds(sql):
            wave += 1
        if wave == len(self._waves):
            self._waves.append({})
        self._waves[wave].setdefault(sql, []).append(args)
        self._last[self.about] = wave, sql
        return 0

    async def flush(self) -> None:
        """Write everything that was kept."""
        await self.write_behind()
        await self._written()

    async def write_behind(self) -> None:
        """Begin to write what was kept; what comes next is prepared meanwhile."""
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
            # A plan that was made while the tables were small would be kept while they grow.
            await self.connection.execute("set local plan_cache_mode = force_custom_plan")
            self._planned = True
        said, args = widened.for_rows(rows)
        await self.connection.execute(said, *args)

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
        """Write further rows as facts of this organization; those before were another's."""
        if organization != self.organization:
            await self.flush()
        await super().act_for(organization, origin)
