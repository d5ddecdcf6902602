"""The following side: verify a frame, archive it and move the position, in one commit, whatever line brought it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import msgspec

from shared.columns import array
from shared.db import Pool, shape
from shared.sync import agreement, keys, persons, wire
from shared.sync.core import (
    Accept,
    Behind,
    Even,
    Forged,
    Fork,
    Frame,
    Gap,
    Head,
    Link,
    Position,
    Seal,
    Seen,
    Stale,
    Verdict,
    genesis,
    judge,
    seal_of,
    weigh,
)
from shared.sync.following import Following
from shared.sync.reading import names
from shared.sync.sql import Sql

HEARD = "heard"
FEW = 8


class Unasked(msgspec.Struct, frozen=True):
    """The frame belongs to no stream that we follow over that line."""

    why: str


Taken: TypeAlias = Verdict | wire.Malformed | Unasked


async def take(pool: Pool, via: bytes, data: bytes, *, now: datetime, by_file: bool = False) -> Taken:
    """Judge a frame that came over the line of the contour whose key is `via`; archive it if it is good.

    Anybody may have damaged a file, so it raises no alarm unless the speaker's own signature proves a fork.
    """
    return (await take_all(pool, via, [data], now=now, by_file=by_file))[0]


async def take_all(
    pool: Pool, via: bytes, bodies: Sequence[bytes], *, now: datetime, by_file: bool = False
) -> list[Taken]:
    """Judge frames in the order they came, and archive the good ones in one commit."""
    frames, verdicts = [wire.frame(data) for data in bodies], list[Taken]()
    async with pool.acquire() as connection, connection.transaction():
        held = _Held(connection, via)
        for frame, data in zip(frames, bodies, strict=True):
            verdict = await _decide(connection, held, via, frame, now)
            if isinstance(verdict, Fork) or not (by_file or isinstance(verdict, Accept | Seen | Gap)):
                await _set_aside(connection, via, frame, verdict, data, now)
            verdicts.append(verdict)
        await held.write(now)
    return verdicts


class _Held:
    """The positions of a line's streams: each is locked at the first read and written back once."""

    def __init__(self, connection: Sql, via: bytes) -> None:
        self._connection = connection
        self._via = via
        self._at: dict[str, Position | None] = {}
        self._heard: dict[str, Seal] = {}
        self._names: dict[str, str] = {}
        self._met: set[str] = set()

    async def position(self, stream: str) -> Position | None:
        """Return a stream's position; None when this line may not speak that stream."""
        if stream not in self._at:
            row = await self._connection.fetchrow(
                """select stream, speaker, public_key, epoch, seq, hash from sync.followed
                   where stream = $1 and public_key = $2 and left_at is null for update""",
                stream, self._via,
            )  # fmt: skip
            self._at[stream] = None if row is None else shape(row, Following).position
        return self._at[stream]

    def move(self, stream: str, to: Seal, came: Sequence[Link]) -> None:
        """Move a stream's position to the end of an accepted frame."""
        self._at[stream] = to.position
        # For a large batch, wake every service: finding out which need not wake costs more.
        self._names[stream] = names(came) if stream not in self._heard and len(came) <= FEW else ""
        self._heard[stream] = to

    def meet(self, stream: str) -> None:
        """Keep a stream's position, but note the contact."""
        self._met.add(stream)

    async def write(self, now: datetime) -> None:
        """Write the positions, and notify the services that take events in."""
        for stream, seal in sorted(self._heard.items()):
            await self._connection.execute(
                MOVE, stream, seal.epoch, seal.position.seq, seal.hash, now,
                seal.first, seal.previous, seal.count, seal.signature, HEARD, self._names[stream],
            )  # fmt: skip
        for stream in sorted(self._met - self._heard.keys()):
            await _touch(self._connection, stream, now)


async def _decide(connection: Sql, held: _Held, via: bytes, frame: Frame | wire.Malformed, now: datetime) -> Taken:
    if isinstance(frame, wire.Malformed):
        return frame
    position = await held.position(frame.stream)
    if position is None:
        return Unasked(f"{frame.stream} is not followed by this line")
    verdict = judge(position, frame, keys.verifier(via))
    if isinstance(verdict, Accept):
        await _archive(connection, frame.stream, verdict, now)
        held.move(frame.stream, seal_of(frame, verdict.to.hash), verdict.links)
    elif isinstance(verdict, Seen):
        if await archived_hash(connection, frame.stream, verdict.at.seq) != verdict.at.hash:
            return Fork(f"another history up to {verdict.at.seq}")
        held.meet(frame.stream)
    return verdict


async def _archive(connection: Sql, stream: str, accepted: Accept, now: datetime) -> None:
    links = accepted.links
    events = b"".join(link.event for link in links)
    await connection.execute(
        ARCHIVE, stream, links[0].seq, accepted.to.epoch, b"".join(link.hash for link in links), events,
        array([len(link.event) for link in links]), now,
    )  # fmt: skip
    if persons.speaks_of_keys(events):
        await persons.note(connection, stream, links, now=now)


# All hashes are sent as one value, all events as another, and cut up in SQL: an array is encoded element by element.
ARCHIVE = """
    insert into sync.archive (stream, seq, epoch, hash, event, received_at)
    select $1, $2 + place - 1, $3, substring($4::bytea from 32 * place::int - 31 for 32),
           substring($5::bytea from upto - length + 1 for length), $7
    from (select length, place, sum(length) over (order by place)::int as upto
          from unnest($6::text::int[]) with ordinality as link (length, place)) link
"""


# A new epoch means that the speaker was restored and continues from our archive: the fork is over.
MOVE = """
    update sync.followed
    set epoch = $2, seq = $3, hash = $4, at = $5, contact_at = $5,
        seal_epoch = $2, seal_first = $6, seal_previous = $7, seal_count = $8, seal_signature = $9,
        alarm = case when epoch < $2 and alarm like 'FORK%' then null else alarm end
    where stream = $1
    returning pg_notify($10, $11)
"""


async def _touch(connection: Sql, stream: str, now: datetime) -> None:
    await connection.execute("update sync.followed set contact_at = $2 where stream = $1", stream, now)


async def _set_aside(
    connection: Sql, via: bytes, frame: Frame | wire.Malformed, verdict: Taken, data: bytes, now: datetime
) -> None:
    """Keep the frame as evidence and raise an alarm on the line it came by; the stream it names is not touched."""
    assert isinstance(verdict, Fork | Forged | wire.Malformed | Unasked)
    what = f"{type(verdict).__name__.upper()}: {verdict.why}"
    about = frame.stream if isinstance(frame, Frame) else ""
    await connection.execute(
        """with blamed as (
               select stream from sync.followed where public_key = $1 order by stream <> $2, stream limit 1
           ), alarmed as (
               update sync.followed f set alarm = $3 from blamed where f.stream = blamed.stream
           )
           insert into sync.quarantine (stream, verdict, why, frame, at)
           select stream, $4, $3, $5, $6 from blamed
           on conflict (stream, verdict)
           do update set why = excluded.why, frame = excluded.frame, at = excluded.at, times = quarantine.times + 1,
                         seen_at = null, seen_by = null""",
        via, about, what, type(verdict).__name__.upper(), data[: wire.FRAME_LIMIT], now,
    )  # fmt: skip


async def archived_hash(connection: Sql, stream: str, seq: int) -> bytes | None:
    """Return the archived chain hash at that number."""
    hash: bytes | None = await connection.fetchval(
        "select hash from sync.archive where stream = $1 and seq = $2", stream, seq
    )
    return hash


async def hear_head(pool: Pool, head: Head, *, now: datetime) -> Even | Behind | Stale | Fork | Forged | Unasked:
    """Record the head that a speaker announced; return what it means for us."""
    async with pool.acquire() as connection, connection.transaction():
        row = await connection.fetchrow(
            """select stream, speaker, public_key, epoch, seq, hash from sync.followed
               where stream = $1 and left_at is null for update""",
            head.stream,
        )
        if row is None:
            return Unasked(f"{head.stream} is not followed")
        following = shape(row, Following)
        if not keys.signed(head, following.public_key):
            return Forged("the head's signature is not the speaker's")
        at_head = following.hash if head.seq == following.seq else await _hash_at(connection, head)
        verdict = weigh(following.position, head.position, at_head)
        if isinstance(verdict, Stale):
            await _touch(connection, head.stream, now)
        else:
            await _note(connection, head, verdict, now)
        if isinstance(verdict, Even):
            stood = following.position
            await agreement.note(connection, following.speaker, following.public_key, head, stood, now=now)
        return verdict


async def _note(connection: Sql, head: Head, verdict: Even | Behind | Fork, now: datetime) -> None:
    await connection.execute(
        """update sync.followed set told_epoch = $2, told_seq = $3, told_hash = $4, told_at = $5, contact_at = $6,
                  alarm = coalesce($7, alarm)
           where stream = $1""",
        head.stream, head.epoch, head.seq, head.hash, datetime.fromtimestamp(head.at / 1000, UTC), now,
        f"FORK: {verdict.why}" if isinstance(verdict, Fork) else None,
    )  # fmt: skip


async def _hash_at(connection: Sql, head: Head) -> bytes | None:
    from_start = genesis(head.stream) if head.seq == 0 else None
    return from_start or await archived_hash(connection, head.stream, head.seq)


async def met(pool: Pool, via: bytes, *, now: datetime) -> None:
    """Record a contact with the contour of that key."""
    await pool.execute("update sync.followed set contact_at = $2 where public_key = $1 and left_at is null", via, now)


async def lacking(pool: Pool, via: bytes, *, since: datetime) -> bool:
    """Tell whether the contour of that key, in contact since then, announced more than is archived without a fork."""
    found: bool = await pool.fetchval(
        """select exists (select from sync.followed where public_key = $1 and left_at is null and contact_at > $2
                          and told_seq > seq and coalesce(alarm, '') not like 'FORK%')""",
        via, since,
    )  # fmt: skip
    return found


async def positions(pool: Pool) -> list[Following]:
    """Return every stream that we follow now."""
    rows = await pool.fetch(
        "select stream, speaker, public_key, epoch, seq, hash from sync.followed where left_at is null order by stream"
    )
    return [shape(row, Following) for row in rows]


async def speaker_by(pool: Pool, via: bytes) -> str | None:
    """Return the name of the contour that speaks over that line now."""
    name: str | None = await pool.fetchval(
        "select speaker from sync.followed where public_key = $1 and left_at is null order by stream limit 1", via
    )
    return name


async def standing(pool: Pool, stream: str, via: bytes) -> Following | None:
    """Return a stream of that line with its position; None when we do not follow it."""
    row = await pool.fetchrow(
        """select stream, speaker, public_key, epoch, seq, hash from sync.followed
           where stream = $1 and public_key = $2 and left_at is null""",
        stream, via,
    )  # fmt: skip
    return None if row is None else shape(row, Following)
