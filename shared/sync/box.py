"""Encryption for one contour only: to its Ed25519 key, converted to the X25519 key of the same curve.

`ephemeral key ‖ AES-256-GCM`; the secret is HKDF-SHA256 of the exchange, the nonce is zeros: each secret is used once.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.sync.keys import Key

PRIME = 2**255 - 19
NONCE = bytes(12)


def closed(public: bytes, words: bytes, bound: bytes) -> bytes:
    """Return a box that only the owner of that Ed25519 public key can open, and only together with the same `bound`."""
    once, reader = X25519PrivateKey.generate(), montgomery(public)
    mine = once.public_key().public_bytes_raw()
    secret = once.exchange(X25519PublicKey.from_public_bytes(reader))
    return mine + AESGCM(_stretched(secret, mine, reader)).encrypt(NONCE, words, bound)


def opened(key: Key, box: bytes, bound: bytes) -> bytes | None:
    """Return the contents of a box; None when it is for another key, damaged, or bound to something else."""
    theirs, rest = box[:32], box[32:]
    try:
        secret = key.exchange.exchange(X25519PublicKey.from_public_bytes(theirs))
        return AESGCM(_stretched(secret, theirs, montgomery(key.public))).decrypt(NONCE, rest, bound)
    except (InvalidTag, ValueError):
        return None


def montgomery(public: bytes) -> bytes:
    """Return the X25519 form of an Ed25519 public key: u = (1 + y) / (1 - y)."""
    y = int.from_bytes(public, "little") & (1 << 255) - 1
    return ((1 + y) * pow(1 - y, -1, PRIME) % PRIME).to_bytes(32, "little")


def _stretched(secret: bytes, theirs: bytes, reader: bytes) -> bytes:
    return HKDF(SHA256(), 32, None, b"podrost key box 1\n" + theirs + reader).derive(secret)
