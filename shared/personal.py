"""Words sealed with their person's key: they stay in the chain for ever and are readable only while the key exists.

Pure. In an event's data the sealed fields are replaced by `"sealed": {"key": id, "fields": {field: box}}`; an event
that withdraws a consent has `"erases": id`. The format and a vector: docs/sync.md.
"""

import os
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.event import Event, name_of, sealed_fields

E = TypeVar("E", bound=Event)
SECRET, NONCE, STEP = 32, 12, 64


class Unopened(ValueError):
    """Words that must be sealed are in the clear, copied from another place, or sealed with another key."""


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The id of the sealing key, and a box for each field: 12 bytes of nonce, then AES-256-GCM."""

    key: UUID
    fields: dict[str, bytes]


class Marks(msgspec.Struct, frozen=True):
    """The parts of an event's data about keys."""

    sealed: Sealed | None = None
    erases: UUID | None = None


class Bound(msgspec.Struct, frozen=True):
    """The place of sealed words: copied to another stream, event, person or field, they do not open."""

    stream: str
    name: str
    id: UUID
    person_id: UUID

    def to(self, field: str) -> bytes:
        """Return the data that is authenticated together with a field."""
        return f"podrost personal 1\n{self.stream}\n{self.name}\n{self.id}\n{self.person_id}\n{field}\n".encode()


def marks(data: bytes) -> Marks:
    """Return the parts of an event's data about keys."""
    return msgspec.json.decode(data, type=Marks)


def box(secret: bytes, words: bytes, bound: bytes, *, nonce: bytes | None = None) -> bytes:
    """Seal words, padded with spaces to a multiple of 64 bytes, which hides their length."""
    nonce = nonce or os.urandom(NONCE)
    return nonce + AESGCM(secret).encrypt(nonce, words.ljust(-(-len(words) // STEP) * STEP), bound)


def hidden(event: Event, *, stream: str, id: UUID, key: UUID, secret: bytes) -> bytes:
    """Return an event's data with its personal fields sealed; a null is sealed like any other value."""
    fields = msgspec.json.decode(msgspec.json.encode(event), type=dict[str, msgspec.Raw])
    bound = Bound(stream, name_of(event), id, _person(fields))
    boxes = {field: box(secret, bytes(fields.pop(field)), bound.to(field)) for field in sealed_fields(type(event))}
    return msgspec.json.encode({**fields, "sealed": Sealed(key, boxes)})


def erasing(event: Event, key: UUID) -> bytes:
    """Return an event's data with the id of the key that it destroys."""
    fields = msgspec.json.decode(msgspec.json.encode(event), type=dict[str, msgspec.Raw])
    return msgspec.json.encode({**fields, "erases": key})


def shown(data: bytes, type: type[E], *, stream: str, id: UUID, secret: bytes | None) -> E:
    """Return the event with its words; without the key each is the empty value of its type."""
    fields = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    wanted = sealed_fields(type)
    if "sealed" not in fields or fields.keys() & wanted.keys():
        raise Unopened("слова, на которые нужно согласие, пришли открытыми")
    sealed = msgspec.json.decode(fields.pop("sealed"), type=Sealed)
    if sealed.fields.keys() != wanted.keys():
        raise Unopened("закрыто не то, что должно быть закрыто")
    bound = Bound(stream, name_of(type), id, _person(fields))
    for field in wanted:
        words = _empty(type, field) if secret is None else _opened(secret, sealed.fields[field], bound.to(field))
        fields[field] = msgspec.Raw(words)
    return msgspec.json.decode(msgspec.json.encode(fields), type=type)


def _opened(secret: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        words = AESGCM(secret).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise Unopened("закрытые слова не открываются своим ключом") from error
    # Exactly one JSON value, so that the opened text cannot add other fields.
    return bytes(msgspec.json.decode(words, type=msgspec.Raw))


def _person(fields: dict[str, msgspec.Raw]) -> UUID:
    if "person_id" not in fields:
        raise Unopened("не сказано, чьи это слова")
    return msgspec.json.decode(fields["person_id"], type=UUID)


EMPTY = {str: b'""', int: b"0", tuple: b"[]", dict: b"{}", NoneType: b"null"}


@cache
def _empty(event: type[Event], field: str) -> bytes:
    """Return the JSON of a field whose words are erased."""
    hint: Any = get_type_hints(event)[field]
    if NoneType in get_args(hint):
        return EMPTY[NoneType]
    kind = get_origin(hint) or hint
    return b"{}" if issubclass(kind, msgspec.Struct) else EMPTY[kind]
