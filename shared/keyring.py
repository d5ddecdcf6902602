"""Persons' keys in a service: made for the first sealed event, read to open words, destroyed with the consent."""

import os
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from shared import ids, personal
from shared.db import Connection, Tx
from shared.event import Event, Told, name_of, purpose_of, sealed_fields

E = TypeVar("E", bound=Event)


class KeyMissing(Exception):
    """The key that opens an event's words has not come yet."""


# The parking reason of an event without its key; when the key comes, the event is found by this text.
WAITS = "KeyMissing: ждём ключ к словам по согласию, № "


async def seal(tx: Tx, event: Event, id: UUID) -> bytes | None:
    """Return the event's data, sealed with the person's key or naming the destroyed key; None for any other event.

    An event that ends a consent destroys the key in the same transaction.
    """
    kind = type(event)
    purpose = purpose_of(kind) or kind.erases
    if not purpose:
        return None
    stream = own_stream(event, tx.organization)
    assert not isinstance(event, Told) or event.stream(tx.organization) == stream, "a key is for one audience"
    person_id: UUID = msgspec.structs.asdict(event)["person_id"]
    await tx.run("select pg_advisory_xact_lock(hashtext($1))", f"{stream} {person_id} {purpose}")
    if kind.erases:
        key = await tx.value(DESTROY, stream, person_id, purpose, tx.now)
        return None if key is None else personal.erasing(event, key)
    row = await tx.connection.fetchrow(LIVE, stream, person_id, purpose)
    key, secret = (ids.new(tx.now), os.urandom(personal.SECRET)) if row is None else row
    if row is None:
        await tx.run(MAKE, stream, key, person_id, purpose, secret, tx.now)
    return personal.hidden(event, stream=stream, id=id, key=key, secret=secret)


def own_stream(event: Event | type[Event], home: str) -> str:
    """Return the stream whose keys seal the events that a service records and tells itself."""
    return f"{name_of(event).partition('.')[0]}.{home}"


async def read(
    connection: Connection,
    data: bytes,
    type: type[E],
    *,
    stream: str,
    id: UUID,
    reads: Collection[str],
    lost: bool = False,
) -> E:
    """Return an event with the words that this reader may read; KeyMissing when their key has not come yet.

    `lost`: a key that has not come counts as destroyed.
    """
    if (plain := _plain(type)) is not None:
        found: E = plain.decode(data)
        return found
    sealed = personal.marks(data).sealed
    if sealed is None and not issubclass(type, Told):
        # Written to the journal before journals were sealed.
        return msgspec.json.decode(data, type=type)
    secret = None
    if sealed is not None and purpose_of(type) in reads:
        with suppress(*([KeyMissing] if lost else [])):
            secret = await secret_of(connection, stream, sealed.key)
    return personal.shown(data, type, stream=stream, id=id, secret=secret)


@cache
def _plain(type: type[Event]) -> "msgspec.json.Decoder[Any] | None":
    """Return the plain decoder of an event type without sealed fields; None for the others."""
    return None if sealed_fields(type) else msgspec.json.Decoder(type)


async def secret_of(connection: Connection, stream: str, key: UUID) -> bytes | None:
    """Return a key; None for a destroyed one; KeyMissing for one that has not come yet."""
    row = await connection.fetchrow("select key, destroyed_at from sync.person_key where (stream, id) = ($1, $2)",
                                    stream, key)  # fmt: skip
    if row is None or (row["key"] is None and row["destroyed_at"] is None):
        raise KeyMissing(f"{WAITS.partition(': ')[2]}{key}")
    secret: bytes | None = row["key"]
    return secret


LIVE = "select id, key from sync.person_key where (stream, person_id, purpose) = ($1, $2, $3) and key is not null"

MAKE = "insert into sync.person_key (stream, id, person_id, purpose, key, known_at) values ($1, $2, $3, $4, $5, $6)"

DESTROY = """
    update sync.person_key set key = null, destroyed_at = $4, handed_at = null
    where (stream, person_id, purpose) = ($1, $2, $3) and key is not null returning id
"""
