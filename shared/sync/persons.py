"""Persons' keys between contours: they travel outside the chain, encrypted for the follower; events destroy them.

The speaker hands over the keys and destructions that the follower does not know; the follower answers which it lacks.
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
    """A person's key in our table; without `key` it is destroyed or has not come."""

    id: UUID
    person_id: UUID | None
    purpose: str | None
    key: bytes | None


async def to_hand(
    pool: Pool, key: Key, reader: bytes, stream: str, *, now: datetime, lost: Sequence[UUID] = ()
) -> Keys:
    """Return the next keys of a stream for the follower with that public key; `lost` are requested but unknown here."""
    rows = await pool.fetch(
        """select id, person_id, purpose, key from sync.person_key where stream = $1 and handed_at is null
           order by id limit $2""",
        stream, AT_ONCE,
    )  # fmt: skip
    return written(key, reader, stream, [shape(row, PersonKey) for row in rows], now=now, lost=lost)


async def all_alive(pool: Pool, key: Key, reader: bytes, stream: str, *, now: datetime) -> list[Keys]:
    """Return every live key of a stream, for a file that its follower will read."""
    rows = await pool.fetch(
        "select id, person_id, purpose, key from sync.person_key where stream = $1 and key is not null order by id",
        stream,
    )
    held_keys = [shape(row, PersonKey) for row in rows]
    return [
        written(key, reader, stream, held_keys[at : at + AT_ONCE], now=now) for at in range(0, len(held_keys), AT_ONCE)
    ]  # fmt: skip


def written(
    key: Key, reader: bytes, stream: str, held_keys: Sequence[PersonKey], *, now: datetime, lost: Sequence[UUID] = ()
) -> Keys:
    """Return the signed message with these keys."""
    alive = []
    for held in held_keys:
        if held.key is not None and held.person_id is not None and held.purpose is not None:
            bound = wire.key_text(stream, held.id, held.person_id, held.purpose)
            alive.append(KeyBox(held.id, held.person_id, held.purpose, box.closed(reader, held.key, bound)))
    gone = [held.id for held in held_keys if held.key is None] + list(lost)
    unsigned = Keys(stream, alive, gone, int(now.timestamp() * 1000), b"")
    return msgspec.structs.replace(unsigned, signature=key.sign(wire.keys_text(unsigned)))


async def handed(pool: Pool, message: Keys, *, now: datetime) -> None:
    """Record that the follower knows these keys and destructions."""
    await pool.execute(
        """update sync.person_key set handed_at = $4
           where stream = $1 and (id = any($2) and key is not null or id = any($3) and key is null)""",
        message.stream, [key.id for key in message.keys], message.gone, now,
    )  # fmt: skip


async def asked_for(pool: Pool, stream: str, ids: Sequence[UUID]) -> list[UUID]:
    """Mark these keys to be handed over again; return those that we do not have."""
    rows = await pool.fetch(
        "update sync.person_key set handed_at = null where stream = $1 and id = any($2) returning id", stream, ids
    )
    return sorted(set(ids) - {row["id"] for row in rows})


async def take(pool: Pool, key: Key, speaker: bytes, message: Keys, *, now: datetime) -> bool:
    """Store the keys that a speaker handed over; return False, storing nothing, when it did not sign the message."""
    if not keys.verifier(speaker)(message.signature, wire.keys_text(message)):
        return False
    rows = []
    for sent in message.keys:
        secret = box.opened(key, sent.box, wire.key_text(message.stream, sent.id, sent.person, sent.purpose))
        if secret is None or len(secret) != SECRET:
            log.warning("key_not_opened", stream=message.stream, key=str(sent.id))
        else:
            rows.append((message.stream, sent.id, sent.person, sent.purpose, secret, now))
    async with pool.acquire() as connection, connection.transaction():
        await connection.executemany(KEEP, rows)
        await connection.executemany(FORGET, [(message.stream, id, now) for id in message.gone])
        await connection.execute("select pg_notify($1, '')", HEARD)
    return True


async def lacking(pool: Pool, stream: str) -> list[UUID]:
    """Return the keys that a stream's events name and that have not come."""
    rows = await pool.fetch(
        """select id from sync.person_key
           where stream = $1 and key is null and destroyed_at is null order by id limit $2""",
        stream, AT_ONCE,
    )  # fmt: skip
    return [row["id"] for row in rows]


def speaks_of_keys(text: bytes) -> bool:
    """Tell whether events may name a key, without decoding them: most do not."""
    return b'"sealed"' in text or b'"erases"' in text


async def note(connection: Sql, stream: str, links: Sequence[Link], *, now: datetime) -> None:
    """Record the keys with which archived events are sealed, and destroy the keys that the events erase."""
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
