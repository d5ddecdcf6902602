"""What the broker knows about contours: JWTs of the operator, of accounts and of their users, signed with NKeys.

Every contour is an account of its own, named by its public key; the region's account exports what the others may reach.
The broker itself writes the caller's account into the subject, so nobody can speak, ask or listen for another.
"""

import base64
from hashlib import sha256
from typing import Any

import msgspec

from shared.sync.keys import ACCOUNT, OPERATOR, USER, Key, account, nkey

PAYLOAD = 1024 * 1024
CONNECTIONS = 5
SUBSCRIPTIONS = 100
UNLIMITED = -1

# The subjects shared between the region's account and another one: name, subject, kind, and the position of the
# other account's token in the subject.
CROSSINGS = (
    ("frames up", "ingest.*.>", "service", 2),
    ("questions up", "sync.rpc.*.*", "service", 3),
    ("down", "to.*.>", "stream", 2),
)


class Authority:
    """The region's key, acting for the operator: it signs every account and passport."""

    def __init__(self, region: Key) -> None:
        """The operator's root key has authorized this key to sign for it."""
        self.region = region
        # No private key belongs to this account, and none is needed: the region's key signs for it.
        self.system = sha256(b"podrost system account " + region.public).digest()

    def operator(self, root: Key) -> str:
        """Return the root's JWT about itself and the region's key; the root key can then go off line."""
        about = {"type": "operator", "signing_keys": [nkey(OPERATOR, self.region.public)]}
        about["system_account"] = account(self.system)
        return _jwt(root, OPERATOR, nkey(OPERATOR, root.public), "podrost", about)

    def system_account(self) -> str:
        """Return the account of the server's own messages (`$SYS`)."""
        return self._account(self.system, "system", {})

    def region_account(self) -> str:
        """Return the region's account: it stores frames, and lets each contour reach its own subjects and no others."""
        exports = [
            {"name": name, "subject": subject, "type": kind, "account_token_position": position}
            for name, subject, kind, position in CROSSINGS
        ]
        stores = dict.fromkeys(("mem_storage", "disk_storage", "streams", "consumer"), UNLIMITED)
        return self._account(self.region.public, "region", {"exports": exports}, **stores)

    def contour_account(self, public: bytes, *, admitted: bool = True) -> str:
        """Return a contour's account; one that is not admitted may not connect."""
        name, region = account(public), account(self.region.public)
        imports = [
            {"name": title, "subject": subject.replace("*", name, 1), "account": region, "type": kind}
            for title, subject, kind, _ in CROSSINGS
        ]
        limits = {"conn": CONNECTIONS if admitted else 0, "subs": SUBSCRIPTIONS, "payload": PAYLOAD}
        return self._account(public, "contour", {"imports": imports}, **limits)

    def passport(self, public: bytes, of: bytes | None = None) -> str:
        """Return the JWT with which a contour's key uses its own account, or the account `of` another key."""
        # The signing key has no scope, so the JWT must set its limits to unlimited: a missing limit means zero.
        free = {"subs": UNLIMITED, "data": UNLIMITED, "payload": UNLIMITED}
        about = {"type": "user", "issuer_account": account(of or public), "pub": {}, "sub": {}} | free
        return _jwt(self.region, ACCOUNT, nkey(USER, public), "contour", about)

    def _account(self, public: bytes, name: str, more: dict[str, Any], **limits: int) -> str:
        free = dict.fromkeys(("subs", "data", "payload", "imports", "exports", "conn"), UNLIMITED)
        none = dict.fromkeys(("leaf", "mem_storage", "disk_storage", "streams", "consumer"), 0)
        about = {
            "type": "account",
            "limits": free | none | {"wildcards": True} | limits,
            "signing_keys": [] if public == self.region.public else [account(self.region.public)],
        }
        return _jwt(self.region, OPERATOR, account(public), name, about | more)


def _jwt(signer: Key, kind: int, subject: str, name: str, about: dict[str, Any]) -> str:
    claims = {"iat": 0, "iss": nkey(kind, signer.public), "name": name, "sub": subject, "nats": about | {"version": 2}}
    # The id is a hash of the claims, so equal claims give an equal JWT: pushing them again changes nothing.
    claims["jti"] = base64.b32encode(sha256(msgspec.json.encode(claims)).digest()).decode().rstrip("=")
    body = f"{_part({'typ': 'JWT', 'alg': 'ed25519-nkey'})}.{_part(claims)}"
    return f"{body}.{_base64(signer.sign(body.encode()))}"


def _part(value: dict[str, Any]) -> str:
    return _base64(msgspec.json.encode(value))


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
