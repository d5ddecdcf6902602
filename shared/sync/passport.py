"""How a contour authenticates to the broker: a user JWT signed by the region, and its own key for the nonce."""

import base64
from pathlib import Path

from shared.sync.keys import Key


class Passport:
    """A user JWT; it is no secret, because only the owner of the key can use it."""

    def __init__(self, jwt: str) -> None:
        """`jwt` is issued for this contour's key."""
        self._jwt = jwt

    def present(self) -> bytearray:
        """Return the JWT."""
        return bytearray(self._jwt.encode())

    def sign(self, key: Key, nonce: str) -> bytes:
        """Return the signature of the broker's nonce."""
        return base64.b64encode(key.sign(nonce.encode()))


def read(path: Path | None) -> Passport | None:
    """Return the passport in the file; None where the broker asks for none."""
    return None if path is None else Passport(path.read_text("ascii").strip())
