"""Persons' keys between contours: outside the chain, each sealed to its follower, and destroyed by what the chain says.

The speaker hands over what the follower does not know of its keys; the follower says which it lacks.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
import structlog

from shared.db import Pool, shape
from shared.event import Envelope
from shared.personal import SECRET, marks
from shared.sync import box, keys, wire
from shared.sync.core import Link
from shared.sync.keys import Key
from shared.sync.sql import Sql
from shared.sync.wire import KeyBox, Keys

log = structlog.get_logger()

AT_ONCE = 100
HEARD = "heard"


class PersonKey(msgspec.Struct, frozen=True):
    """A key as it is held; without `key` it is gone."""

    id: UUID
    person_id: UUID | None
    purpose: str | None
    key: bytes | None


async def to_hand(
    pool: Pool, key: Key, reader: bytes, stream: str, *, now: datetime, lost: Sequence[UUID] = ()
) -> Keys:
    """Return the next keys of a stream, for the follower with that public key; `lost` are asked for and not here."""
    rows = await pool.fetch(
        """select id, person_id, purpose, key from sync.person_key where stream = $1 and handed_at is null
           order by id limit $2""",
        stream, AT_ONCE,
    )  # fmt: skip
    return written(key, reader, stream, [shape(row, PersonKey) for row in rows], now=now, lost=lost)


async def all_alive(pool: Pool, key: Key, reader: bytes, stream: str, *, now: datetime) -> list[Keys]:
    """Return every living key of a stream, for a file that its follower will read."""
    rows = await pool.fetch(
        "select id, person_id, purpose, key from sync.person_key where stream = $1 and key is not null order by id",
        stream,
    )
    kept = [shape(row, PersonKey) for row in rows]
    return [
        written(key, reader, stream, kept[at : at + AT_ONCE], now=now) for at in range(0, len(kept), AT_ONCE)
    ]  # fmt: skip


def written(
    key: Key, reader: bytes, stream: str, kept: Sequence[PersonKey], *, now: datetime, lost: Sequence[UUID] = ()
) -> Keys:
    """Return the signed message about these keys."""
    alive = []
    for one in kept:
        if one.key is not None and one.person_id is not None and one.purpose is not None:
            bound = wire.key_text(stream, one.id, one.person_id, one.purpose)
            alive.append(KeyBox(one.id, one.person_id, one.purpose, box.closed(reader, one.key, bound)))
    gone = [one.id for one in kept if one.key is None] + list(lost)
    unsigned = Keys(stream, alive, gone, int(now.timestamp() * 1000), b"")
    return msgspec.structs.replace(unsigned, signature=key.sign(wire.keys_text(unsigned)))


async def handed(pool: Pool, message: Keys, *, now: datetime) -> None:
    """Note that the follower knows this of our keys."""
    await pool.execute(
        """update sync.person_key set handed_at = $4
           where stream = $1 and (id = any($2) and key is not null or id = any($3) and key is null)""",
        message.stream, [one.id for one in message.keys], message.gone, now,
    )  # fmt: skip


async def asked_for(pool: Pool, stream: str, ids: Sequence[UUID]) -> list[UUID]:
    """Have these keys handed over once more; return those of which we know nothing any more."""
    rows = await pool.fetch(
        "update sync.person_key set handed_at = null where stream = $1 and id = any($2) returning id", stream, ids
    )
    return sorted(set(ids) - {row["id"] for row in rows})


async def take(pool: Pool, key: Key, speaker: bytes, message: Keys, *, now: datetime) -> bool:
    """Keep the keys that the speaker of a stream handed over; tell whether the message is the speaker's."""
    if not keys.verifier(speaker)(message.signature, wire.keys_text(message)):
        return False
    rows = []
    for one in message.keys:
        secret = box.opened(key, one.box, wire.key_text(message.stream, one.id, one.person, one.purpose))
        if secret is None or len(secret) != SECRET:
            log.warning("key_not_opened", stream=message.stream, key=str(one.id))
        else:
            rows.append((message.stream, one.id, one.person, one.purpose, secret, now))
    async with pool.acquire() as connection, connection.transaction():
        await connection.executemany(KEEP, rows)
        await connection.executemany(FORGET, [(message.stream, id, now) for id in message.gone])
        await connection.execute("select pg_notify($1, '')", HEARD)
    return True


async def lacking(pool: Pool, stream: str) -> list[UUID]:
    """Return the keys that events of a stream name and that have not come."""
    rows = await pool.fetch(
        """select id from sync.person_key
           where stream = $1 and key is null and destroyed_at is null order by id limit $2""",
        stream, AT_ONCE,
    )  # fmt: skip
    return [row["id"] for row in rows]


def speaks_of_keys(text: bytes) -> bool:
    """Tell whether events may have to do with keys: most have not, and are not read here."""
    return b'"sealed"' in text or b'"erases"' in text


async def note(connection: Sql, stream: str, links: Sequence[Link], *, now: datetime) -> None:
    """Note which keys archived events are sealed with, and destroy those whose consent they end."""
    for link in links:
        if not speaks_of_keys(link.event):
            continue
        try:
            found = marks(msgspec.json.decode(link.event, type=Envelope).data)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            continue
        if found.sealed is not None:
            await connection.execute(LACK, stream, found.sealed.key, now)
        if found.erases is not None:
            await connection.execute(FORGET, stream, found.erases, now)


KEEP = """
    insert into sync.person_key (stream, id, person_id, purpose, key, known_at) values ($1, $2, $3, $4, $5, $6)
    on conflict (stream, id) do update
    set person_id = excluded.person_id, purpose = excluded.purpose, key = excluded.key
    where person_key.key is null and person_key.destroyed_at is null
"""

LACK = "insert into sync.person_key (stream, id, known_at) values ($1, $2, $3) on conflict do nothing"

FORGET = """
    insert into sync.person_key (stream, id, known_at, destroyed_at) values ($1, $2, $3, $3)
    on conflict (stream, id) do update
    set key = null, destroyed_at = coalesce(person_key.destroyed_at, excluded.known_at)
"""
