"""The contour's known events, read once for all its services, which read the same streams at about the same place."""

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

# The events of one round of statements: many, because each statement costs milliseconds before its first row.
BATCH = 8000
BATCH_BYTES = 4 * 1024 * 1024
# How many bytes are remembered, in all streams together, and for how many seconds after the last event of a stream.
KEPT_BYTES, FRESH = 8 * 1024 * 1024, 2.0
# Seconds. A service that has not read for so long is not waited for.
STILL = 0.5
# The longest subject or name; an event with a longer one is parked under its beginning.
MOST = 200
NOBODY = UUID(int=0)


class Known(msgspec.Struct, frozen=True, gc=False):
    """An event as stored in the contour, with the fields of its envelope; `unreadable` says why they are missing.

    `own`: its stream may tell an event of that name; a college, for example, may not tell events of the registry.
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
    """Read an envelope; an event without a readable subject gets one of its own, so it holds up no other."""
    try:
        envelope = _envelope.decode(event)
        about, name, at, data = envelope.subject, envelope.type, envelope.time, envelope.data
        id, unreadable = envelope.id, ""
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
    """Return the names of events, separated by spaces; an empty string when one of them has no valid name."""
    found = [_labelled(link.event, link.seq).type for link in links]
    return " ".join(found) if all(NAME.fullmatch(name) for name in found) else ""


class _End:
    """The latest events of a stream; each is decoded when a service first asks for it."""

    def __init__(self) -> None:
        self.items: list[Link | Known] = []
        self.bytes = 0
        self.came = 0.0
        self.given: dict[str, int] = {}
        self.followed = asyncio.Event()

    def add(self, items: Sequence[Link | Known], sizes: int) -> None:
        """Append the next events; after a gap, start again with them."""
        if self.items and self.items[-1].seq + 1 != items[0].seq:
            self.items, self.bytes, self.given = [], 0, {}
        self.items += items
        self.bytes += sizes
        self.came = time.monotonic()
        if self.bytes > KEPT_BYTES:
            # Three quarters stay: more than the half by which archiving may run ahead of the slowest service.
            del self.items[: len(self.items) // 4]
            self.bytes -= self.bytes // 4

    def give(self, to: str, seq: int) -> None:
        """Record how far a service has read; wake the archiver that waits when the slowest service has moved."""
        before, self.given[to] = self.slowest, seq
        if self.slowest != before:
            self.followed.set()

    @property
    def slowest(self) -> int:
        """The number read by the slowest service, of those whose next event is still remembered."""
        first, last = self.items[0].seq, self.items[-1].seq
        return min((seq for seq in self.given.values() if seq >= first - 1), default=last)

    @property
    def running_ahead(self) -> bool:
        """Tell whether the slowest service would soon no longer find its next event here."""
        return (self.items[-1].seq - self.slowest) * self.bytes > len(self.items) * KEPT_BYTES // 2

    @property
    def stale(self) -> bool:
        """Tell whether the last event is too old to be worth remembering."""
        return time.monotonic() - self.came > FRESH

    def after(self, stream: str, seq: int, upto: int) -> list[Known]:
        """Return the events after a number, if they are remembered."""
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
    """Remembers the latest events of each stream for a moment, because its services read at about the same place.

    They take fresh events from memory instead of the database; a service that lags further reads from the archive.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._ends: OrderedDict[str, _End] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def heard(self, came: Sequence[tuple[str, Sequence[Link]]]) -> None:
        """Remember what has just been archived; return when no reading service is far behind."""
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
        """Return the events after a number for the service `to`: at most a batch, and at most up to `upto`."""
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
        """Forget streams whose last event is too old."""
        for stream in [stream for stream, end in self._ends.items() if end.stale]:
            del self._ends[stream]

    def _add(self, stream: str, items: Sequence[Link | Known], sizes: int) -> None:
        self._ends.setdefault(stream, _End()).add(items, sizes)
        self._ends.move_to_end(stream)
        while self._ends and sum(end.bytes for end in self._ends.values()) > KEPT_BYTES:
            self._ends.popitem(last=False)


# The first event is always returned, however long it is.
NEXT = """
    select epoch, seq, event
    from (select epoch, seq, event, sum(length(event)) over (order by seq) - length(event) as before
          from (select epoch, seq, event from sync.known where stream = $1 and seq between $2 and $3) k) k
    where before < $4 order by seq
"""
