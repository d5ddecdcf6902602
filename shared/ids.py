"""Identifiers: made at the door, never by the database."""

import os
import uuid
from datetime import datetime
from functools import lru_cache
from hashlib import sha256


def new(now: datetime) -> uuid.UUID:
    """Return a UUIDv7: sorted by the moment it was made, so that indexes stay compact."""
    millis = int(now.timestamp() * 1000) & (2**48 - 1)
    chance = int.from_bytes(os.urandom(10))
    return uuid.UUID(int=millis << 80 | 0x7 << 76 | (chance >> 68 & 0xFFF) << 64 | 0b10 << 62 | chance & (2**62 - 1))


def pseudonym() -> uuid.UUID:
    """Return an id that says nothing, not even when it was given: what a person is known by outside."""
    return uuid.uuid4()


def heard(stream: str, seq: int) -> uuid.UUID:
    """Return the id of an event heard: a UUIDv8 of its place in its stream, so ids of a stream grow with it.

    The speaker chose the id in the envelope, so it could be anybody's: the place in the stream is its own.
    """
    return uuid.UUID(int=_first(stream) | seq)


@lru_cache(1024)
def _first(stream: str) -> int:
    digest = int.from_bytes(sha256(stream.encode()).digest()[:16])
    return digest & ~((0xF << 76) | (1 << 64) - 1) | 0x8 << 76 | 0x2 << 62
