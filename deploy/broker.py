"""The broker of a region: the accounts in its configuration, and the contours' passports.

NATS in operator mode reads JWTs. The operator's root key signs one statement, "the region's key may sign for me", and
can then go off line; the region's key signs every account and passport, also while the broker runs.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from shared.sync.claims import Authority
from shared.sync.keys import Key, account

ACCOUNTS = """\
operator: {operator}
system_account: {system}
resolver {{
    type: full
    dir: {folder}
    allow_delete: true
    interval: "2m"
    timeout: "300ms"
}}
resolver_preload: {{
    {system}: {system_jwt}
    {region}: {region_jwt}
}}
"""


@dataclass(frozen=True)
class Broker:
    """The signing keys: the operator's root, and the region's, which admits the enrolled contours."""

    operator: Key
    region: Key

    def config(self, store: Path) -> str:
        """Return the accounts part of the server's configuration; the server stores the accounts beside its streams."""
        authority = Authority(self.region)
        return ACCOUNTS.format(
            operator=authority.operator(self.operator),
            system=account(authority.system),
            system_jwt=authority.system_account(),
            region=account(self.region.public),
            region_jwt=authority.region_account(),
            folder=json.dumps(str(store / "accounts"), ensure_ascii=False),
        )

    def passport(self, public: bytes) -> str:
        """Return the JWT with which this contour connects; the broker refuses it until the key is enrolled."""
        return Authority(self.region).passport(public)
