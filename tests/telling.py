"""Tells a test's events as a speaker does: words by consent are sealed, and the listener gets the key."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgspec

from shared.db import Connection
from shared.event import Told, name_of, purpose_of, seal, sealed_fields
from shared.personal import Bound, Sealed, box, hidden
from shared.sync import persons
from shared.sync.persons import PersonKey

HERE = UUID(int=0x7E57)


def key_of(stream: str, person_id: UUID, purpose: str) -> tuple[UUID, bytes]:
    """The key of a person in a test, always the same one."""
    return uuid5(HERE, f"{stream} {person_id} {purpose}"), sha256(f"{stream} {person_id} {purpose}".encode()).digest()


def told(event: Told, *, stream: str, at: datetime) -> bytes:
    """Return an event's bytes for the wire; words by consent are sealed with their person's key."""
    id, purpose = uuid4(), purpose_of(type(event))
    data = None
    if purpose:
        key, secret = key_of(stream, msgspec.structs.asdict(event)["person_id"], purpose)
        data = hidden(event, stream=stream, id=id, key=key, secret=secret)
    return seal(event, id=id, source=f"/{stream.partition('.')[2]}", time=at, data=data)


def sealed_anyhow(type: type[Told], fields: dict[str, Any], *, stream: str, id: UUID) -> dict[str, Any]:
    """Return fields that mean nothing, sealed as if they did; as they are where nobody could seal them."""
    try:
        person_id = UUID(fields["person_id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return fields
    key, secret = key_of(stream, person_id, purpose_of(type))
    bound = Bound(stream, name_of(type), id, person_id)
    hidden = {one: msgspec.json.encode(fields.get(one)) for one in sealed_fields(type)}
    boxes = {one: box(secret, words, bound.to(one)) for one, words in hidden.items()}
    return {one: value for one, value in fields.items() if one not in boxes} | {"sealed": Sealed(key, boxes)}


def keys_for(stream: str, events: Iterable[Told]) -> list[PersonKey]:
    """Return the keys that these events are sealed with."""
    return [key_for(stream, event) for event in events if purpose_of(type(event))]


def key_for(stream: str, event: Told) -> PersonKey:
    """Return the key that an event is sealed with."""
    person_id, purpose = msgspec.structs.asdict(event)["person_id"], purpose_of(type(event))
    id, secret = key_of(stream, person_id, purpose)
    return PersonKey(id, person_id, purpose, secret)


async def hand(connection: Connection, stream: str, events: Iterable[Told], *, at: datetime) -> None:
    """Keep the keys of events where they will be read."""
    rows = [(stream, one.id, one.person_id, one.purpose, one.key, at) for one in keys_for(stream, events)]
    await connection.executemany(persons.KEEP, rows)
