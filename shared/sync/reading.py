"""What a contour knows, read once for all its services: they go through the same streams, and near one another."""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import asyncpg
import msgspec

from shared.db import Pool
from shared.event import Envelope
from shared.sync.core import Link

# So many are written by one round of statements, and each of these costs milliseconds before its first row.
BATCH = 8000
BATCH_BYTES = 4 * 1024 * 1024
# What is remembered, in all streams together, and how long after the last that came.
KEPT_BYTES, FRESH = 8 * 1024 * 1024, 2.0
# Nobody who stands still so long is waited for.
STILL = 0.5
# What a subject or a name may be long; whoever sends more is parked under the beginning.
MOST = 200
NOBODY = UUID(int=0)


class Known(msgspec.Struct, frozen=True, gc=False):
    """An event as it is kept in the contour, with what its envelope says; `unreadable` says why there is nothing.

    `own`: its stream may tell it, as a college does not speak for the registry.
    """

    stream: str
    epoch: int
    seq: int
    about: str
    name: str
    at: datetime
    data: msgspec.Raw
    unreadable: str = ""
    id: UUID = NOBODY
    own: bool = False


class _Label(msgspec.Struct, frozen=True):
    type: str
    subject: str


_envelope = msgspec.json.Decoder(Envelope)
_label = msgspec.json.Decoder(_Label)
NEVER = datetime.min
NAME = re.compile(rf"[\w.]{{1,{MOST}}}")
NOTHING = msgspec.Raw(b"null")


def known(stream: str, epoch: int, seq: int, event: bytes) -> Known:
    """Read an envelope; one that cannot even say what it is about stands alone."""
    try:
        said = _envelope.decode(event)
        about, name, at, data, id, unreadable = said.subject, said.type, said.time, said.data, said.id, ""
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        label = _labelled(event, seq)
        about, name, at, data, id, unreadable = label.subject, label.type, NEVER, NOTHING, NOBODY, str(error) or "?"
    if len(about) > MOST or len(name) > MOST or "\0" in about or "\0" in name:
        about, name = about.replace("\0", "")[:MOST], name.replace("\0", "")[:MOST]
    return Known(stream, epoch, seq, about, name, at, data, unreadable, id, _own(name, stream))


@lru_cache(1024)
def _own(name: str, stream: str) -> bool:
    """Tell whether the stream may tell an event of that name."""
    return name.startswith(stream[: stream.index(".") + 1])


def _labelled(event: bytes, seq: int) -> _Label:
    try:
        return _label.decode(event)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _Label("?", f"event:{seq}")


def names(links: Sequence[Link]) -> str:
    """Return the names of events, one after the other; nothing when one of them has none that could be a name."""
    said = [_labelled(link.event, link.seq).type for link in links]
    return " ".join(said) if all(NAME.fullmatch(name) for name in said) else ""


class _End:
    """The end of a stream as it came: what nobody has asked for yet is not read yet."""

    def __init__(self) -> None:
        self.items: list[Link | Known] = []
        self.bytes = 0
        self.came = 0.0
        self.given: dict[str, int] = {}
        self.followed = asyncio.Event()

    def add(self, items: Sequence[Link | Known], sizes: int) -> None:
        """Go on with what follows, or begin with it where something lies between."""
        if self.items and self.items[-1].seq + 1 != items[0].seq:
            self.items, self.bytes, self.given = [], 0, {}
        self.items += items
        self.bytes += sizes
        self.came = time.monotonic()
        if self.bytes > KEPT_BYTES:
            # More is left than is let run ahead.
            del self.items[: len(self.items) // 4]
            self.bytes -= self.bytes // 4

    def give(self, to: str, seq: int) -> None:
        """Note how far a service was given what is here; whoever waits for the slowest learns when that one moves."""
        before, self.given[to] = self.slowest, seq
        if self.slowest != before:
            self.followed.set()

    @property
    def slowest(self) -> int:
        """How far whoever is furthest behind was given, of those who still find here what follows."""
        first, last = self.items[0].seq, self.items[-1].seq
        return min((seq for seq in self.given.values() if seq >= first - 1), default=last)

    @property
    def running_ahead(self) -> bool:
        """Tell whether the slowest soon would not find here what follows."""
        return (self.items[-1].seq - self.slowest) * self.bytes > len(self.items) * KEPT_BYTES // 2

    @property
    def stale(self) -> bool:
        """Tell whether too long ago for anybody to be near."""
        return time.monotonic() - self.came > FRESH

    def after(self, stream: str, seq: int, upto: int) -> list[Known]:
        """Return what follows a number, if it is here."""
        if not self.items or self.stale:
            return []
        first = seq + 1 - self.items[0].seq
        if first < 0:
            return []
        batch = [
            item if isinstance(item, Known) else known(stream, item.epoch, item.seq, item.event)
            for item in self.items[first : first + min(BATCH, upto - seq)]
        ]
        self.items[first : first + len(batch)] = batch
        return batch


class Reader:
    """Remembers for a moment what came last in each stream: services that go through it stand near one another there.

    What has just been archived is not fetched back; whoever lags further reads it from the archive.
    """

    def __init__(self) -> None:
        """Start with nothing read."""
        self._ends: OrderedDict[str, _End] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def heard(self, came: Sequence[tuple[str, Sequence[Link]]]) -> None:
        """Remember what has just been archived; return when nobody who goes through it is left far behind."""
        for stream, links in came:
            self._add(stream, links, sum(len(link.event) for link in links))
        for stream in {stream for stream, _ in came}:
            await self._let_follow(stream)

    async def _let_follow(self, stream: str) -> None:
        while (end := self._ends.get(stream)) and end.running_ahead:
            end.followed.clear()
            try:
                async with asyncio.timeout(STILL):
                    await end.followed.wait()
            except TimeoutError:
                end.given.clear()

    async def after(self, pool: Pool, stream: str, seq: int, upto: int, *, to: str) -> list[Known]:
        """Give a service what follows a number, as much as is taken in at once, and no further than is kept now."""
        async with self._one_at_a_time:
            batch = await self._after(pool, stream, seq, upto)
            if batch and (end := self._ends.get(stream)):
                end.give(to, batch[-1].seq)
            return batch

    async def _after(self, pool: Pool, stream: str, seq: int, upto: int) -> list[Known]:
        end = self._ends.get(stream)
        if end is not None and (batch := end.after(stream, seq, upto)):
            return batch
        rows: list[asyncpg.Record] = await pool.fetch(NEXT, stream, seq + 1, seq + BATCH, BATCH_BYTES)
        batch = [known(stream, *row) for row in rows]
        if batch and (end is None or not end.items or end.items[-1].seq < batch[-1].seq):
            self._add(stream, batch, sum(len(row["event"]) for row in rows))
        return batch

    def let_go(self) -> None:
        """Forget what came too long ago."""
        for stream in [stream for stream, end in self._ends.items() if end.stale]:
            del self._ends[stream]

    def _add(self, stream: str, items: Sequence[Link | Known], sizes: int) -> None:
        self._ends.setdefault(stream, _End()).add(items, sizes)
        self._ends.move_to_end(stream)
        while self._ends and sum(end.bytes for end in self._ends.values()) > KEPT_BYTES:
            self._ends.popitem(last=False)


# The first is always given, however long it is.
NEXT = """
    select epoch, seq, event
    from (select epoch, seq, event, sum(length(event)) over (order by seq) - length(event) as before
          from (select epoch, seq, event from sync.known where stream = $1 and seq between $2 and $3) k) k
    where before < $4 order by seq
"""
