"""Who may say what at the broker: an account for each contour, so that a college can speak only as itself.

NATS in operator mode reads JWTs. The operator's root key signs one statement, "the region's key may sign for me", and
can then be put away; the region's key signs everybody's account and passport. A contour's account is its own key.
"""

import base64
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from shared.sync.keys import ACCOUNT, OPERATOR, USER, Key, account, nkey

UNLIMITED = {"subs": -1, "data": -1, "payload": -1}
LIMITS = UNLIMITED | {"imports": -1, "exports": -1, "wildcards": True, "conn": -1, "leaf": 0}
STORES = {"mem_storage": -1, "disk_storage": -1, "streams": -1, "consumer": -1}


@dataclass(frozen=True)
class Broker:
    """The keys that matter: the operator's root, its system account, the region above, the contours below."""

    operator: Key
    system: Key
    region: Key
    below: Sequence[bytes]

    def config(self) -> str:
        """Return the part of the server's configuration that knows the accounts."""
        accounts = {account(self.system.public): self._account("system", self.system.public, {})}
        accounts[account(self.region.public)] = self._account("region", self.region.public, self._above())
        for college in self.below:
            accounts[account(college)] = self._account("contour", college, self._college(college))
        preload = "\n".join(f"    {name}: {jwt}" for name, jwt in accounts.items())
        return ACCOUNTS.format(operator=self._operator(), system=account(self.system.public), preload=preload)

    def passport(self, public: bytes) -> str:
        """Return the JWT with which this contour comes to the broker."""
        user = {"pub": {}, "sub": {}, "issuer_account": account(public), "type": "user", **UNLIMITED}
        return _jwt(self.region, nkey(ACCOUNT, self.region.public), nkey(USER, public), "contour", user)

    def _operator(self) -> str:
        claims = {"type": "operator", "signing_keys": [nkey(OPERATOR, self.region.public)]}
        issuer = nkey(OPERATOR, self.operator.public)
        return _jwt(self.operator, issuer, issuer, "podrost", claims)

    def _account(self, name: str, public: bytes, claims: dict[str, Any]) -> str:
        claims = {
            "type": "account",
            "limits": LIMITS,
            "signing_keys": [account(self.region.public)] if public != self.region.public else [],
            **claims,
        }
        return _jwt(self.region, nkey(OPERATOR, self.region.public), account(public), name, claims)

    def _above(self) -> dict[str, Any]:
        """Only a token that is the asker's own account opens these: position 2 of ingest, 3 of rpc, 2 of to."""
        exports = [_export(f"{name}", subject, kind, position) for name, subject, kind, position in CROSSINGS]
        return {"exports": exports, "limits": LIMITS | STORES}

    def _college(self, public: bytes) -> dict[str, Any]:
        me, above = account(public), account(self.region.public)
        imports = [
            {"name": name, "subject": subject.replace("*", me, 1), "account": above, "type": kind}
            for name, subject, kind, _ in CROSSINGS
        ]
        return {"imports": imports, "limits": LIMITS | {"conn": 5}}


# What passes between the region's account and another; the star is the other's account.
CROSSINGS = (
    ("frames up", "ingest.*.>", "service", 2),
    ("questions up", "sync.rpc.*.>", "service", 3),
    ("frames and questions down", "to.*.>", "stream", 2),
)

ACCOUNTS = """\
operator: {operator}
system_account: {system}
resolver: MEMORY
resolver_preload: {{
{preload}
}}
"""


def _export(name: str, subject: str, kind: str, position: int) -> dict[str, Any]:
    return {"name": name, "subject": subject, "type": kind, "account_token_position": position}


def _jwt(key: Key, issuer: str, subject: str, name: str, claims: dict[str, Any]) -> str:
    """Return claims as NATS reads them, signed."""
    body = {"iss": issuer, "sub": subject, "name": name, "iat": int(time.time()), "nats": {**claims, "version": 2}}
    body["jti"] = base64.b32encode(sha256(json.dumps(body).encode()).digest()).decode().rstrip("=")
    text = f"{_part({'typ': 'JWT', 'alg': 'ed25519-nkey'})}.{_part(body)}"
    return f"{text}.{_base64(key.sign(text.encode()))}"


def _part(value: dict[str, Any]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
