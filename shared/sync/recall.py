"""How a speaker restored from an older copy gets back the events that its follower archived.

The follower proves with the speaker's own signature that there is more; a speaker accepts no other proof that it was
restored. It then stops telling, and stages the events that come back until a person starts the recovery (recovery.py).
"""

from datetime import datetime

import msgspec
import structlog

from shared.db import Pool, shape
from shared.sync import wire
from shared.sync.core import (
    FRAME_EVENTS,
    Link,
    Position,
    RecalledEvents,
    Seal,
    fits,
    further_back,
    genesis,
    links,
    start,
    vouched,
)
from shared.sync.keys import verifier
from shared.sync.sql import Sql

log = structlog.get_logger()

# The channel on which a contour notifies its own processes after a recovery.
RECOVERED = "recovered"
# A dozen questions find where the histories differ; each further one brings up to 200 events.
QUESTIONS = 2_000


class Lost(msgspec.Struct, frozen=True):
    """What was proved: how far the other side's history goes (`upto`), and how much of it came back (`back`)."""

    follower: str
    epoch: int
    seq: int
    hash: bytes
    parted: int | None
    back: int
    back_hash: bytes | None

    @property
    def upto(self) -> Position:
        """The last position of the other side's history."""
        return Position(self.epoch, self.seq, self.hash)

    @property
    def whole(self) -> bool:
        """Whether all of it came back, with a chain that ends at our signed hash."""
        return self.back == self.seq and self.back_hash == self.hash


async def kept_after(sql: Sql, stream: str, after: int) -> RecalledEvents | None:
    """Return, as the follower, the events we hold after that number; None without events or without a seal."""
    seal = await _seal(sql, stream)
    if seal is None:
        return None
    rows = await sql.fetch(HELD, stream, after, after + FRAME_EVENTS)
    chain = [Link(*row.values()) for row in rows]
    previous = genesis(stream) if after == 0 else chain.pop(0).hash if chain else b""
    if not chain or chain[0].seq != after + 1:
        return None
    chain = [link for link in chain[: fits([link.event for link in chain])] if link.epoch == chain[0].epoch]
    return RecalledEvents(
        stream, chain[0].epoch, after + 1, previous, [msgspec.Raw(link.event) for link in chain], seal
    )


HELD = "select epoch, seq, hash, event from sync.archive where stream = $1 and seq between $2 and $3 order by seq"


async def _seal(sql: Sql, stream: str) -> Seal | None:
    row = await sql.fetchrow(
        """select f.seal_epoch as epoch, f.seal_first as first, f.seal_previous as previous, f.seal_count as count,
                  a.hash, f.seal_signature as signature
           from sync.followed f join sync.archive a on a.stream = f.stream and a.seq = f.seal_first + f.seal_count - 1
           where f.stream = $1 and f.seal_signature is not null""",
        stream,
    )
    return None if row is None else shape(row, Seal)


async def begin(pool: Pool, stream: str, held: Position) -> int | None:
    """Return, as the speaker, the number after which to ask first; None when all that the follower holds came back."""
    lost = await lost_of(pool, stream)
    if lost is not None and lost.back:
        return None if lost.whole and lost.upto == held else lost.back
    head = await pool.fetchval("select seq from sync.head where stream = $1", stream)
    return max(0, min(head or 0, held.seq - 1))


async def take_back(
    pool: Pool, public_key: bytes, follower: str, kept: RecalledEvents, *, now: datetime
) -> wire.Recall | wire.Refusal:
    """Stage the events of ours that a follower returns; answer what we want next, or why nothing more.

    The proof is our own signature, so a follower cannot lie.
    """
    if not vouched(kept.stream, kept.seal, verifier(public_key)):
        return wire.Refusal("that is not our signature")
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "insert into sync.head (stream, epoch, seq, hash, at) values ($1, 1, 0, $2, $3) on conflict do nothing",
            kept.stream, genesis(kept.stream), now,
        )  # fmt: skip
        head = await connection.fetchval("select seq from sync.head where stream = $1 for update", kept.stream)
        if await _told_hash(connection, kept.stream, kept.seal.position.seq) == kept.seal.hash:
            return wire.Refusal("we have all of it")
        if not await _believe(connection, follower, kept, now):
            return wire.Refusal("we were shown more by somebody else")
        after = await _stage(connection, kept, head)
        return wire.Refusal("thank you, that is all") if after is None else wire.Recall(kept.stream, after)


async def _told_hash(sql: Sql, stream: str, seq: int) -> bytes | None:
    if seq == 0:
        return start(stream).hash
    hash: bytes | None = await sql.fetchval("select hash from sync.outbox where stream = $1 and seq = $2", stream, seq)
    return hash


async def _believe(sql: Sql, follower: str, kept: RecalledEvents, now: datetime) -> bool:
    """Stop the stream, because we told events that we do not have; of several followers the longest history counts."""
    upto = kept.seal.position
    row = await sql.fetchrow("select epoch, seq, hash from sync.recall where stream = $1 for update", kept.stream)
    shown = None if row is None else shape(row, Position)
    if shown is not None and (shown.epoch, shown.seq) >= (upto.epoch, upto.seq):
        return shown == upto
    if shown is None:
        log.error("restored", stream=kept.stream, follower=follower, they_hold=upto.seq)
    await sql.execute(
        """insert into sync.recall (stream, follower, epoch, seq, hash, at) values ($1, $2, $3, $4, $5, $6)
           on conflict (stream) do update
           set follower = excluded.follower, epoch = excluded.epoch, seq = excluded.seq, hash = excluded.hash""",
        kept.stream, follower, upto.epoch, upto.seq, upto.hash, now,
    )  # fmt: skip
    await sql.execute("update sync.head set stopped_at = coalesce(stopped_at, $2) where stream = $1", kept.stream, now)
    return True


async def _stage(sql: Sql, kept: RecalledEvents, head: int) -> int | None:
    """Stage a run that continues our history or what came back before; return the number after which to ask next."""
    lost = await lost_of(sql, kept.stream)
    assert lost is not None
    if lost.whole:
        return None
    before = kept.first - 1
    if lost.back and before != lost.back:
        return lost.back
    if kept.previous != (lost.back_hash if lost.back else await _told_hash(sql, kept.stream, before)):
        await _forget(sql, kept.stream)
        return further_back(head, min(before, head))
    last = await _keep(sql, kept, lost)
    if last.seq < lost.seq:
        return last.seq
    if last.hash != lost.hash:
        log.error("not_our_history", stream=kept.stream, follower=lost.follower)
        await _forget(sql, kept.stream)
    return None


async def _keep(sql: Sql, kept: RecalledEvents, lost: Lost) -> Link:
    """Store the events that differ from our outbox; return the last event of the run."""
    chain = links(kept)
    told = {
        row["seq"]: row["hash"]
        for row in await sql.fetch(
            "select seq, hash from sync.outbox where stream = $1 and seq between $2 and $3",
            kept.stream, chain[0].seq, chain[-1].seq,
        )
    }  # fmt: skip
    foreign = [link for link in chain if link.seq <= lost.seq and told.get(link.seq) != link.hash]
    if foreign and not lost.back:
        parted = foreign[0].seq - 1
        await sql.execute("update sync.recall set parted = $2 where stream = $1", kept.stream, parted)
    await sql.execute(
        """insert into sync.recalled (stream, seq, epoch, hash, event)
           select $1, seq, epoch, hash, event
           from unnest($2::bigint[], $3::int[], $4::bytea[], $5::bytea[]) as link (seq, epoch, hash, event)""",
        kept.stream,
        [link.seq for link in foreign],
        [link.epoch for link in foreign],
        [link.hash for link in foreign],
        [link.event for link in foreign],
    )
    return foreign[-1] if foreign else chain[-1]


async def _forget(sql: Sql, stream: str) -> None:
    await sql.execute("delete from sync.recalled where stream = $1", stream)


async def lost_of(sql: Sql, stream: str) -> Lost | None:
    """Return what was proved about one of our streams; None when it lost nothing."""
    row = await sql.fetchrow(LOST, stream)
    return None if row is None else shape(row, Lost)


LOST = """
    select r.follower, r.epoch, r.seq, r.hash, r.parted, coalesce(b.seq, 0) as back, b.hash as back_hash
    from sync.recall r
    left join lateral (select seq, hash from sync.recalled where stream = r.stream order by seq desc limit 1) b on true
    where r.stream = $1
"""
