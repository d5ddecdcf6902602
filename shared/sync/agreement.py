"""The last position at which both sides of a stream agreed, with the other's signature: the source of a statement."""

from datetime import datetime

import msgspec

from shared.db import shape
from shared.sync.core import Head, Held, Position
from shared.sync.keys import Key
from shared.sync.sql import Sql
from shared.sync.statement import Statement, drawn_up, party


class Agreed(msgspec.Struct, frozen=True):
    """A stream that we speak (`ours`) or follow, and the other side's last signed statement of the position we held."""

    stream: str
    other: str
    ours: bool
    public_key: bytes
    epoch: int
    seq: int
    hash: bytes
    at_ms: int
    their_at_ms: int
    their_signature: bytes

    @property
    def position(self) -> Position:
        """The position on which both agreed."""
        return Position(self.epoch, self.seq, self.hash)


async def note(sql: Sql, other: str, public_key: bytes, word: Head | Held, stood: Position, *, now: datetime) -> None:
    """Keep the other side's statement if it names our present position and the stream is not empty."""
    if word.position != stood or not stood.seq:
        return
    await sql.execute(
        """insert into sync.agreed
               (stream, other, ours, public_key, epoch, seq, hash, at_ms, their_at_ms, their_signature)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (stream, other) do update
           set ours = excluded.ours, public_key = excluded.public_key, epoch = excluded.epoch, seq = excluded.seq,
               hash = excluded.hash, at_ms = excluded.at_ms, their_at_ms = excluded.their_at_ms,
               their_signature = excluded.their_signature""",
        word.stream, other, isinstance(word, Held), public_key, word.epoch, word.seq, word.hash,
        int(now.timestamp() * 1000), word.at, word.signature,
    )  # fmt: skip


async def agreements(sql: Sql) -> list[Agreed]:
    """Return every stream on which both sides have ever agreed."""
    return [shape(row, Agreed) for row in await sql.fetch(AGREED)]


async def agreement(sql: Sql, stream: str, other: str) -> Agreed | None:
    """Return the last position on which we and that contour agreed in a stream."""
    return next((one for one in await agreements(sql) if (one.stream, one.other) == (stream, other)), None)


def statement(agreed: Agreed, key: Key, contour: str, *, now: datetime) -> Statement:
    """Return the statement of completeness that an agreement proves; our part is signed for that moment."""
    us, them = party(contour, key.public), party(agreed.other, agreed.public_key)
    now_ms = int(now.timestamp() * 1000)
    theirs = (agreed.stream, *_fields(agreed.position), agreed.their_at_ms, agreed.their_signature)
    if agreed.ours:
        head = key.head(agreed.stream, agreed.position, agreed.at_ms)
        return drawn_up(key, us, them, head, Held(*theirs), now_ms)
    held = key.held(agreed.stream, agreed.position, agreed.at_ms)
    return drawn_up(key, them, us, Head(*theirs), held, now_ms)


def _fields(at: Position) -> tuple[int, int, bytes]:
    return at.epoch, at.seq, at.hash


AGREED = """
    select stream, other, ours, public_key, epoch, seq, hash, at_ms, their_at_ms, their_signature
    from sync.agreed order by stream, other
"""
