"""Number the told events: the last step of a transaction, under the lock of the stream's head."""

from uuid import UUID

import asyncpg

from shared.db import Tx
from shared.errors import Postponed
from shared.event import name_of, subject_of
from shared.journal import sealed
from shared.sync.core import EVENT_BYTES, chained, genesis

WAKE = "told"


class Restored(Postponed):
    """База восстановлена из старой копии: пока оператор не вернёт потерянное («Обмен»), можно только смотреть."""


class TooLong(ValueError):
    """An event too long for a frame: its fields need length limits."""


async def number(tx: Tx, home: str) -> None:
    """Write the told events to the outbox, stream by stream in name order, and notify the relay at commit."""
    streams: dict[str, list[tuple[str, str, UUID, bytes]]] = {}
    for event, id in tx.told:
        envelope = sealed(event, id=id, home=home, at=tx.now, data=tx.sealed.pop(id, None))
        if len(envelope) > EVENT_BYTES:
            raise TooLong(f"{name_of(event)} is {len(envelope)} bytes long")
        streams.setdefault(event.stream(home), []).append((name_of(event), subject_of(event), id, envelope))
    for stream in sorted(streams):
        await _tell(tx, stream, streams[stream])
    tx.told.clear()


async def _tell(tx: Tx, stream: str, rows: list[tuple[str, str, UUID, bytes]]) -> None:
    epoch, seq, hash, stopped_at = await _head(tx, stream) or await _first_head(tx, stream)
    if stopped_at is not None:
        raise Restored
    lines = []
    for name, about, id, envelope in rows:
        seq, hash = seq + 1, chained(hash, envelope)
        lines.append((stream, epoch, seq, hash, envelope, id, name, about, tx.now))
    await tx.connection.executemany(
        """insert into sync.outbox (stream, epoch, seq, hash, event, id, name, about, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
        lines,
    )
    await tx.run(
        """update sync.head set epoch = life, seq = $2, hash = $3, at = $4 where stream = $1
           returning pg_notify($5, '')""",
        stream, seq, hash, tx.now, WAKE,
    )  # fmt: skip


async def _head(tx: Tx, stream: str) -> asyncpg.Record | None:
    """Lock the head of the stream; None when it has none yet."""
    row: asyncpg.Record | None = await tx.connection.fetchrow(
        "select life, seq, hash, stopped_at from sync.head where stream = $1 for update", stream
    )
    return row


async def _first_head(tx: Tx, stream: str) -> asyncpg.Record:
    await tx.run(
        "insert into sync.head (stream, epoch, seq, hash, at) values ($1, 1, 0, $2, $3) on conflict do nothing",
        stream, genesis(stream), tx.now,
    )  # fmt: skip
    head = await _head(tx, stream)
    assert head is not None
    return head
