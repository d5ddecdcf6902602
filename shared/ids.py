"""Identifiers: made at the door, never by the database."""

import os
import uuid
from datetime import datetime
from functools import lru_cache
from hashlib import sha256


def new(now: datetime) -> uuid.UUID:
    """Return a UUIDv7: it sorts by the moment it was made, which keeps indexes compact."""
    millis = int(now.timestamp() * 1000) & (2**48 - 1)
    chance = int.from_bytes(os.urandom(10))
    return uuid.UUID(int=millis << 80 | 0x7 << 76 | (chance >> 68 & 0xFFF) << 64 | 0b10 << 62 | chance & (2**62 - 1))


def pseudonym() -> uuid.UUID:
    """Return a random id that reveals nothing, not even its time: a person is known by it outside the contour."""
    return uuid.uuid4()


def heard(stream: str, seq: int) -> uuid.UUID:
    """Return the id of a heard event: a UUIDv8 made from its place in the stream, so it grows with the number.

    The id in the envelope is chosen by the speaker, so it may equal another event's; a place in a stream is unique.
    """
    return uuid.UUID(int=_first(stream) | seq)


@lru_cache(1024)
def _first(stream: str) -> int:
    digest = int.from_bytes(sha256(stream.encode()).digest()[:16])
    return digest & ~((0xF << 76) | (1 << 64) - 1) | 0x8 << 76 | 0x2 << 62
