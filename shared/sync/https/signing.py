"""The signature of an HTTPS request: by the sender's key, for one receiver, one moment and one use."""

import base64
import binascii
from hashlib import sha256

import msgspec

from shared.sync.keys import Key, verifier

SCHEME = "Podrost"
# The largest difference between a request's moment and ours; its nonce is remembered for as long.
WINDOW_MS = 60_000
NONCE_BYTES = 16


class Signed(msgspec.Struct, frozen=True):
    """The header of a request: who asks, when, with what body; not verified yet."""

    key: bytes
    at: int
    nonce: bytes
    digest: bytes
    signature: bytes

    def holds(self, what: str, to: bytes) -> bool:
        """Tell whether the key named in the header has signed this request for us."""
        return verifier(self.key)(self.signature, text(what, to, self.at, self.nonce, self.digest))


def text(what: str, to: bytes, at: int, nonce: bytes, digest: bytes) -> bytes:
    """Return the signed text; it leaves out the address, which a proxy may rewrite."""
    return f"podrost request 1\n{what}\n{to.hex()}\n{at}\n{nonce.hex()}\n{digest.hex()}\n".encode()


def header(key: Key, what: str, to: bytes, body: bytes, at: int, nonce: bytes) -> str:
    """Return the `Authorization` of a request to the contour whose public key is `to`."""
    digest = sha256(body).digest()
    signature = key.sign(text(what, to, at, nonce, digest))
    return " ".join((SCHEME, _base64(key.public), str(at), _base64(nonce), _base64(digest), _base64(signature)))


def read(header: str) -> Signed | None:
    """Parse a header; None when it is not in our format."""
    parts = header.split(" ")
    if len(header) > 512 or len(parts) != 6 or parts[0] != SCHEME or not (parts[2].isascii() and parts[2].isdecimal()):
        return None
    try:
        key, nonce, digest, signature = (base64.b64decode(parts[n], validate=True) for n in (1, 3, 4, 5))
    except (binascii.Error, ValueError):
        return None
    signed = Signed(key, int(parts[2][:16]), nonce, digest, signature)
    return signed if [len(part) for part in (key, nonce, digest, signature)] == [32, NONCE_BYTES, 32, 64] else None


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
