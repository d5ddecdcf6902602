"""Identifiers: made at the door, never by the database."""

import os
import uuid
from datetime import datetime


def new(now: datetime) -> uuid.UUID:
    """Return a UUIDv7: sorted by the moment it was made, so that indexes stay compact."""
    millis = int(now.timestamp() * 1000) & (2**48 - 1)
    chance = int.from_bytes(os.urandom(10))
    return uuid.UUID(int=millis << 80 | 0x7 << 76 | (chance >> 68 & 0xFFF) << 64 | 0b10 << 62 | chance & (2**62 - 1))


def pseudonym() -> uuid.UUID:
    """Return an id that says nothing, not even when it was given: what a person is known by outside."""
    return uuid.uuid4()
