"""A contour's public key as a person types it, and the one form that it is kept in."""

import binascii
from base64 import b64decode, b64encode

from shared.errors import Invalid

BYTES = 32


class NotAKey(Invalid):
    """Это не открытый ключ Ed25519: нужны 32 байта, 44 знака base64, в конце «=». Скопируйте его целиком."""


def key(typed: str, *, field: str = "public_key") -> str:
    """Return an Ed25519 public key of 32 bytes as base64; NotAKey when it is none."""
    try:
        raw = b64decode("".join(typed.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAKey(field=field) from error
    if len(raw) != BYTES or not any(raw):
        raise NotAKey(field=field)
    return b64encode(raw).decode()
