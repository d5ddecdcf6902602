"""The speaking side: frames and heads from the outbox, and how far each follower holds them."""

import asyncio
from datetime import UTC, datetime

import msgspec

from shared.db import Pool, shape
from shared.sync import agreement
from shared.sync.core import (
    FRAME_BYTES,
    FRAME_EVENTS,
    SNAPSHOT_BYTES,
    SNAPSHOT_EVENTS,
    Behind,
    Even,
    Fork,
    Frame,
    Head,
    Held,
    Link,
    Position,
    compare,
    fits,
    start,
)
from shared.sync.keys import Key
from shared.sync.snapshot import Snapshot, pack
from shared.sync.sql import Sql

# In base64 this is as long as a frame may be.
SNAPSHOT_ROOM = FRAME_BYTES * 3 // 4


class SpokenStream(msgspec.Struct, frozen=True):
    """A stream we speak, its position, and whether its follower must still learn of persons' keys (`keyed`)."""

    stream: str
    epoch: int
    seq: int
    hash: bytes
    stopped: bool = False
    keyed: bool = False

    @property
    def position(self) -> Position:
        """Its position."""
        return Position(self.epoch, self.seq, self.hash)


async def spoken(pool: Pool) -> list[SpokenStream]:
    """Return every stream we speak."""
    return [
        shape(row, SpokenStream)
        for row in await pool.fetch(
            """select stream, epoch, seq, hash, stopped_at is not null as stopped,
                      exists (select from sync.person_key k where k.stream = h.stream and handed_at is null) as keyed
               from sync.head h order by stream"""
        )
    ]


async def frame_after(
    pool: Pool, key: Key, stream: str, after: int, *, most: int = FRAME_EVENTS, bytes: int = FRAME_BYTES
) -> Frame | None:
    """Return the signed frame of the events after that number; None when there are none."""
    rows = await pool.fetch(OUTBOX_RUN, stream, after, after + most)
    links = [Link(*row.values()) for row in rows]
    before = start(stream)
    if after:
        if not links or links[0].seq != after:
            return None
        before = Position(links[0].epoch, links[0].seq, links[0].hash)
        links = links[1:]
    links = [
        link for link in links[: fits([link.event for link in links], most, bytes)] if link.epoch == links[0].epoch
    ]
    return key.frame(stream, before, links) if links else None


# Bounded by two numbers: with a limit, PostgreSQL without statistics would collect and sort all events that follow.
OUTBOX_RUN = "select epoch, seq, hash, event from sync.outbox where stream = $1 and seq between $2 and $3 order by seq"


async def snapshot_after(pool: Pool, key: Key, stream: str, after: int) -> Snapshot | None:
    """Return the events after that number as one snapshot no longer than a frame may be; None when there are none."""
    most = SNAPSHOT_EVENTS
    while frame := await frame_after(pool, key, stream, after, most=most, bytes=SNAPSHOT_BYTES):
        snapshot = await asyncio.to_thread(pack, frame)
        if len(snapshot.packed) <= SNAPSHOT_ROOM or snapshot.count == 1:
            return snapshot
        most = max(1, snapshot.count * SNAPSHOT_ROOM // len(snapshot.packed) * 9 // 10)
    return None


def head_of(key: Key, spoken: SpokenStream, now: datetime) -> Head:
    """Return the signed head of a stream."""
    return key.head(spoken.stream, spoken.position, int(now.timestamp() * 1000))


async def heed_held(pool: Pool, follower: str, public_key: bytes, held: Held, *, now: datetime) -> Even | Behind | Fork:
    """Record how far a follower holds our stream, by its statement signed with that key; return what it lacks."""
    async with pool.acquire() as connection, connection.transaction():
        # The follower made its statement before this read, so our head can only be further.
        row = await connection.fetchrow("select stream, epoch, seq, hash from sync.head where stream = $1", held.stream)
        head = start(held.stream) if row is None else shape(row, SpokenStream).position
        lacks = compare(head, held.position, await _spoken_hash(connection, held))
        await connection.execute(
            """insert into sync.audience (stream, follower, epoch, seq, hash, at, contact_at, alarm)
               values ($1, $2, $3, $4, $5, $6, $7, $8)
               on conflict (stream, follower) do update
               set epoch = excluded.epoch, seq = excluded.seq, hash = excluded.hash, at = excluded.at,
                   contact_at = excluded.contact_at, alarm = excluded.alarm""",
            held.stream, follower, held.epoch, held.seq, held.hash, datetime.fromtimestamp(held.at / 1000, UTC), now,
            f"FORK: {lacks.why}" if isinstance(lacks, Fork) else None,
        )  # fmt: skip
        if isinstance(lacks, Even):
            await agreement.note(connection, follower, public_key, held, head, now=now)
    return lacks


async def _spoken_hash(connection: Sql, held: Held) -> bytes | None:
    if held.seq == 0:
        return start(held.stream).hash
    hash: bytes | None = await connection.fetchval(
        "select hash from sync.outbox where stream = $1 and seq = $2", held.stream, held.seq
    )
    return hash
