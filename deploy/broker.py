"""The broker as the region lays it down: what its configuration says about accounts, and the contours' passports.

NATS in operator mode reads JWTs. The operator's root key signs one statement, "the region's key may sign for me", and
can then be put away; the region's key signs everybody's account and passport, also while the broker runs.
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
    """The keys that matter: the operator's root, and the region's, which lets in whoever is enrolled."""

    operator: Key
    region: Key

    def config(self, store: Path) -> str:
        """Return the part of the server's configuration that knows the accounts; it keeps them beside its streams."""
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
        """Return the JWT with which this contour comes to the broker; it opens nothing before the key is enrolled."""
        return Authority(self.region).passport(public)
