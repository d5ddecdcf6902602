"""Whose page a form is from: the account, sealed. It tells who typed a form that comes after its session has ended."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from shared.identity import keys

KEY = "owner of a form"
FIELD = "_owner"
_PURPOSE = b"form"


def sealed(key: bytes, account_id: UUID) -> str:
    """Return the account for a field of a form: nobody but this contour can write or read it."""
    return urlsafe_b64encode(keys.lock(key, account_id.bytes, _PURPOSE)).decode()


def opened(key: bytes, told: str) -> UUID | None:
    """Return the account in a form's field; None when we did not write it."""
    try:
        found = keys.unlock(key, urlsafe_b64decode(told.encode()), _PURPOSE)
    except ValueError:
        return None
    return UUID(bytes=found) if found is not None and len(found) == 16 else None
