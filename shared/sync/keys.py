"""A contour's Ed25519 key: it signs, and it identifies the contour to the broker (an NKey is the same curve)."""

import base64
from functools import lru_cache
from hashlib import sha512
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shared.sync.core import Frame, Head, Held, Link, Position, Verify, frame_text, standing_text

ACCOUNT, OPERATOR, USER = 0 << 3, 14 << 3, 20 << 3


class Key:
    """The private key."""

    def __init__(self, seed: bytes) -> None:
        """`seed` is 32 random bytes."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._private.public_key().public_bytes_raw()
        # The same key in its X25519 form: others encrypt with it for this contour.
        self.exchange = X25519PrivateKey.from_private_bytes(sha512(seed).digest()[:32])

    def sign(self, text: bytes) -> bytes:
        """Return the signature of `text`."""
        return self._private.sign(text)

    def frame(self, stream: str, before: Position, chain: list[Link]) -> Frame:
        """Return the signed frame of these links, which share one epoch."""
        last = chain[-1]
        text = frame_text(stream, last.epoch, before.seq + 1, before.hash, len(chain), last.hash)
        events = [msgspec.Raw(link.event) for link in chain]
        return Frame(stream, last.epoch, before.seq + 1, before.hash, events, self.sign(text))

    def head(self, stream: str, at: Position, now_ms: int) -> Head:
        """Return the signed statement that this is everything we have told."""
        return Head(stream, at.epoch, at.seq, at.hash, now_ms, self.sign(standing_text("head", stream, at, now_ms)))

    def held(self, stream: str, at: Position, now_ms: int) -> Held:
        """Return the signed statement that this is everything we have archived."""
        return Held(stream, at.epoch, at.seq, at.hash, now_ms, self.sign(standing_text("held", stream, at, now_ms)))


def read(path: Path) -> Key:
    """Return the key whose seed is the file's 32 bytes."""
    return Key(path.read_bytes())


@lru_cache(1024)
def verifier(public: bytes) -> Verify:
    """Return the verifier of this key's signatures; for an invalid key it accepts none."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
    except ValueError:
        return lambda signature, text: False

    def verify(signature: bytes, text: bytes) -> bool:
        try:
            key.verify(signature, text)
        except InvalidSignature:
            return False
        return True

    return verify


def signed(standing: Head | Held, public: bytes) -> bool:
    """Tell whether the statement is signed by that key."""
    says = "head" if isinstance(standing, Head) else "held"
    return verifier(public)(standing.signature, standing_text(says, standing.stream, standing.position, standing.at))


def rekey_text(contour: str, old: bytes, new: bytes, at: int) -> bytes:
    """Return the text that the old and the new key sign for a change of key."""
    return f"podrost rekey 1\n{contour}\n{old.hex()}\n{new.hex()}\n{at}\n".encode()


def text_of(public: bytes) -> str:
    """Return a public key as people pass it on: base64."""
    return base64.b64encode(public).decode()


def public_of(text: str) -> bytes:
    """Return the 32 bytes of a public key written in base64; ValueError when it is not one."""
    public = base64.b64decode(text, validate=True)
    if len(public) != 32:
        raise ValueError("a public key is 32 bytes")
    return public


def nkey(kind: int, public: bytes) -> str:
    """Return a public key as NATS writes it: base32 of the kind, the key and a CRC-16."""
    body = bytes([kind]) + public
    return base64.b32encode(body + _crc16(body).to_bytes(2, "little")).decode().rstrip("=")


def account(public: bytes) -> str:
    """Return the contour's account at the broker: a token of its subjects."""
    return nkey(ACCOUNT, public)


def public_of_account(text: str) -> bytes:
    """Return the public key in an account's name; ValueError when it is not one."""
    body = base64.b32decode(text + "=" * (-len(text) % 8))
    if len(body) != 35 or body[0] != ACCOUNT or _crc16(body[:-2]) != int.from_bytes(body[-2:], "little"):
        raise ValueError("not an account")
    return body[1:-2]


def _crc16(data: bytes) -> int:
    """CRC-16/XMODEM."""
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021) & 0xFFFF if crc & 0x8000 else crc << 1 & 0xFFFF
    return crc
