"""What a contour knows, read once for all its services: they go through the same streams, and near one another."""

import asyncio
import time
from collections import OrderedDict
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import asyncpg
import msgspec

from shared.db import Pool
from shared.event import Envelope

BATCH = 1000
BATCH_BYTES = 4 * 1024 * 1024
KEPT, FRESH = 16, 2.0
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
    return Known(stream, epoch, seq, about, name, at, data, unreadable, id, name.startswith(_prefix(stream)))


@lru_cache(1024)
def _prefix(stream: str) -> str:
    """Return what the names of the events begin with that a stream may tell."""
    return stream[: stream.index(".") + 1]


def _labelled(event: bytes, seq: int) -> _Label:
    try:
        return _label.decode(event)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _Label("?", f"event:{seq}")


class Reader:
    """Remembers the end of a few streams for a moment: services that go through them stand near one another there."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._ends: OrderedDict[str, tuple[float, list[Known]]] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def after(self, pool: Pool, stream: str, seq: int) -> list[Known]:
        """Return what follows a number, as much as is taken in at once."""
        async with self._one_at_a_time:
            return await self._after(pool, stream, seq)

    async def _after(self, pool: Pool, stream: str, seq: int) -> list[Known]:
        read, end = self._ends.get(stream, (0.0, []))
        if time.monotonic() - read > FRESH:
            end = []
        if end and end[0].seq <= seq + 1 <= end[-1].seq:
            first = seq + 1 - end[0].seq
            return end[first : first + BATCH]
        rows: list[asyncpg.Record] = await pool.fetch(NEXT, stream, seq, BATCH, BATCH_BYTES)
        batch = [known(stream, *row) for row in rows]
        if batch and (not end or end[-1].seq < batch[-1].seq):
            end = [*end[-BATCH:], *batch] if end and end[-1].seq == seq else batch
            self._ends[stream] = time.monotonic(), end
            self._ends.move_to_end(stream)
            if len(self._ends) > KEPT:
                self._ends.popitem(last=False)
        return batch


# The first is always given, however long it is.
NEXT = """
    select epoch, seq, event
    from (select epoch, seq, event, sum(length(event)) over (order by seq) - length(event) as before
          from (select epoch, seq, event from sync.known where stream = $1 and seq > $2 order by seq limit $3) k) k
    where before < $4 order by seq
"""
