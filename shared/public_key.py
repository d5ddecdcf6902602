"""A contour's public key: from what a person types to the one form in which it is stored."""

import binascii
from base64 import b64decode, b64encode

from shared.errors import Invalid

BYTES = 32


class NotAKey(Invalid):
    """Это не открытый ключ Ed25519: нужны 32 байта, 44 знака base64, в конце «=». Скопируйте его целиком."""


def key(typed: str, *, field: str = "public_key") -> str:
    """Return a typed Ed25519 public key of 32 bytes in standard base64; NotAKey when it is not one."""
    try:
        raw = b64decode("".join(typed.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAKey(field=field) from error
    if len(raw) != BYTES or not any(raw):
        raise NotAKey(field=field)
    return b64encode(raw).decode()
