"""Secrets of identity: random tokens, their stored hashes, keys derived from the contour's secret."""

import hmac
import os
import re
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
NONCE = 12


def new_token() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Tell whether the text could be one of our tokens."""
    return TOKEN.fullmatch(text) is not None


def hash_of(token: str) -> bytes:
    """Return the stored hash of a token: with 256 random bits, a plain hash is safe."""
    return sha256(token.encode()).digest()


def derive(secret: str, purpose: str) -> bytes:
    """Return the contour's key for one purpose."""
    return hmac.digest(bytes.fromhex(secret), purpose.encode(), "sha256")


def mark(key: bytes, text: str) -> str:
    """Return the text's HMAC, fit for a cookie or a form field."""
    return urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).rstrip(b"=").decode()


def is_mark(key: bytes, text: str, told: str) -> bool:
    """Tell whether `told` is the text's mark, in constant time."""
    return hmac.compare_digest(mark(key, text).encode(), told.encode())


def lock(key: bytes, secret: bytes, owner: bytes) -> bytes:
    """Return the secret encrypted for this owner only."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, owner)


def unlock(key: bytes, box: bytes, owner: bytes) -> bytes | None:
    """Return the secret; None when it was encrypted with another key or for another owner."""
    try:
        return AESGCM(key).decrypt(box[:NONCE], box[NONCE:], owner)
    except InvalidTag:
        return None
