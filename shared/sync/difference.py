"""What a restored speaker has lost, and which of its events nobody else has: for the page and the command line."""

from datetime import datetime

import msgspec

from shared.db import shape
from shared.event import Envelope
from shared.sync.core import Position
from shared.sync.recall import lost_of
from shared.sync.sql import Sql

SHOWN = 200


class Entry(msgspec.Struct, frozen=True):
    """An event as the operator may see it: when, what, about whom; without its data."""

    seq: int
    at: datetime
    name: str
    about: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One of our streams that differs from the history told before the restore; at most `SHOWN` entries a side."""

    stream: str
    follower: str
    upto: Position
    parted: int
    whole: bool
    back: int
    since: datetime
    lost: list[Entry]
    ours: list[Entry]
    ours_count: int

    @property
    def lost_count(self) -> int:
        """How many events the other side holds that we lack."""
        return self.upto.seq - self.parted


class Past(msgspec.Struct, frozen=True):
    """How a recovery went."""

    stream: str
    epoch: int
    follower: str
    parted: int
    returned: int
    parked: int
    again: int
    at: datetime


async def differences(sql: Sql) -> list[Difference]:
    """Return every stream that is stopped because others hold more of it than we do."""
    rows = await sql.fetch("select stream from sync.recall order by stream")
    return [await _difference(sql, row["stream"]) for row in rows]


async def _difference(sql: Sql, stream: str) -> Difference:
    lost = await lost_of(sql, stream)
    assert lost is not None
    head = await sql.fetchrow("select seq, stopped_at from sync.head where stream = $1", stream)
    # Before the first events come back, the exact number is unknown: this is its upper bound.
    parted = min(head["seq"], lost.seq) if lost.parted is None else lost.parted
    recalled = await sql.fetch(
        "select seq, event from sync.recalled where stream = $1 and seq > $2 order by seq limit $3",
        stream, parted, SHOWN,
    )  # fmt: skip
    ours = await sql.fetch(
        "select seq, at, name, about from sync.outbox where stream = $1 and seq > $2 order by seq limit $3",
        stream, parted, SHOWN,
    )  # fmt: skip
    return Difference(
        stream=stream,
        follower=lost.follower,
        upto=lost.upto,
        parted=parted,
        whole=lost.whole,
        back=max(lost.back - parted, 0),
        since=head["stopped_at"],
        lost=[_entry(row["seq"], row["event"]) for row in recalled],
        ours=[shape(row, Entry) for row in ours],
        ours_count=head["seq"] - parted,
    )


def _entry(seq: int, event: bytes) -> Entry:
    envelope = msgspec.json.decode(event, type=Envelope)
    return Entry(seq, envelope.time, envelope.type, envelope.subject)


async def recoveries(sql: Sql) -> list[Past]:
    """Return how each recovery went, the latest first."""
    rows = await sql.fetch(
        "select stream, epoch, follower, parted, returned, parked, again, at from sync.recovered order by at desc"
    )
    return [shape(row, Past) for row in rows]
