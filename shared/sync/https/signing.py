"""How a request over HTTPS is signed: with the key of whoever asks, for whoever is asked, for one moment, once."""

import base64
import binascii
from hashlib import sha256

import msgspec

from shared.sync.keys import Key, verifier

SCHEME = "Podrost"
# How far a request's moment may be from ours; as long, its nonce is remembered.
WINDOW_MS = 60_000
NONCE_BYTES = 16


class Signed(msgspec.Struct, frozen=True):
    """What the header of a request says: who asks, when, with what body; nothing of it is believed yet."""

    key: bytes
    at: int
    nonce: bytes
    digest: bytes
    signature: bytes

    def holds(self, what: str, to: bytes) -> bool:
        """Tell whether the key that it names has signed this for us."""
        return verifier(self.key)(self.signature, text(what, to, self.at, self.nonce, self.digest))


def text(what: str, to: bytes, at: int, nonce: bytes, digest: bytes) -> bytes:
    """Return what is signed; not the address, which a proxy may write anew."""
    return f"podrost request 1\n{what}\n{to.hex()}\n{at}\n{nonce.hex()}\n{digest.hex()}\n".encode()


def header(key: Key, what: str, to: bytes, body: bytes, at: int, nonce: bytes) -> str:
    """Return the `Authorization` of a request to the contour whose public key is `to`."""
    digest = sha256(body).digest()
    signature = key.sign(text(what, to, at, nonce, digest))
    return " ".join((SCHEME, _base64(key.public), str(at), _base64(nonce), _base64(digest), _base64(signature)))


def read(header: str) -> Signed | None:
    """Return what a header says; None when it is none of ours."""
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
