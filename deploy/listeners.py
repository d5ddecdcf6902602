"""The broker's listeners: TLS at its own port, or WebSocket over TLS at a second one, as configured in deploy/nats."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from deploy.certificates import Authority
from deploy.process import LOCALHOST, free_port

FILES = Path(__file__).parent / "nats"
By = Literal["nats", "tls", "wss"]


@dataclass(frozen=True)
class Listener:
    """How colleges connect to the broker, and its certificate; each start has an authority of its own."""

    by: By
    key: Path
    certificate: Path
    ca: Path
    websocket: int

    @classmethod
    def made(cls, by: By, folder: Path) -> "Listener":
        """Make an authority and a server certificate in a folder."""
        authority = Authority(folder)
        return cls(by, *authority.server(), ca=authority.ca, websocket=free_port())

    def config(self) -> str:
        """Return this part of the server's configuration."""
        known = {"PODROST_CERTIFICATE": self.certificate, "PODROST_CERTIFICATE_KEY": self.key}
        lines = [f"{name}: {json.dumps(str(value), ensure_ascii=False)}" for name, value in known.items()]
        if self.by == "wss":
            lines.append(f'PODROST_WEBSOCKET: "{LOCALHOST}:{self.websocket}"')
        return "\n".join([*lines, (FILES / f"{'websocket' if self.by == 'wss' else 'tls'}.conf").read_text("utf-8")])

    def region_url(self, port: int) -> str:
        """Return the address at which the region connects."""
        return f"{'tls' if self.by == 'tls' else 'nats'}://{LOCALHOST}:{port}"

    def college_url(self, port: int) -> str:
        """Return the address at which a college connects."""
        return f"wss://{LOCALHOST}:{self.websocket}" if self.by == "wss" else self.region_url(port)
