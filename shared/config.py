"""The configuration of a contour: one frozen struct, read once at the start; no secret has a default."""

from pathlib import Path
from typing import Literal

import msgspec

from shared.clock import Clock, ahead, of_day

Kind = Literal["college", "region", "federation"]


# How a contour reaches the one above: `auto` uses the broker, and HTTPS while the broker is out of reach.
By = Literal["auto", "nats", "https"]


class Peer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Another contour as this one knows it: its slug and the base64 of its Ed25519 public key.

    `url` is its web address, for the line over HTTPS; `nats_url` and `nats_credentials` are the address and passport of
    its broker, when that is not `Config.nats_url`.
    """

    contour: str
    public_key: str
    nats_url: str = ""
    nats_credentials: Path | None = None
    url: str = ""


class Config(msgspec.Struct, frozen=True):
    """A contour: its name, its stores, its signing key.

    `logins` maps a schema (each service, `identity`, `sync`) to the DSN of its non-owner role; `key` is the path of a
    32-byte Ed25519 seed; `secret` is 64 hex digits; `upper` is the contour that this one tells its facts: the region of
    a college, the federation of a region; None for the topmost. `address` is the public address of our pages, when
    it differs from the one we listen on; `ca` is the file of the authority that signed the upper contour's certificates
    (tls://, wss://, https://), when the system does not know it; `proxy` is the HTTPS proxy, when the environment does
    not set one (HTTPS_PROXY, NO_PROXY). `clock_offset` is how many seconds its clock is ahead of the machine's, so that
    a wrong clock can be tested on one contour of a machine. `hosted` are the slugs of the organizations that a
    college's contour holds besides its own. `day` is the file that says how far the day of a training stack is ahead;
    a real contour has none. `proxies` are the addresses and networks of proxies whose X-Forwarded-For is believed; if
    there are none, those of this machine with `secure`, else nobody's.
    `reads_kept_days` is how long it is kept who read whose data; no act that we know names a
    term, so it is unconfirmed: whoever answers for personal data sets it. Less than half a year is never kept.
    """

    contour: str
    kind: Kind
    title: str
    time_zone: str
    host: str
    port: int
    logins: dict[str, str]
    key: Path
    secret: str
    nats_url: str
    nats_credentials: Path | None = None
    upper: Peer | None = None
    line: By = "auto"
    address: str = ""
    ca: Path | None = None
    proxy: str = ""
    secure: bool = False
    proxies: tuple[str, ...] = ()
    log_level: str = "info"
    clock_offset: float = 0
    hosted: tuple[str, ...] = ()
    day: Path | None = None
    reads_kept_days: int = 1095

    @property
    def url(self) -> str:
        """The address that we listen on."""
        return f"http://{self.host}:{self.port}"

    @property
    def clock(self) -> Clock:
        """The clock of facts, pages and the exchange."""
        return self.machine_clock if self.day is None else of_day(self.day, self.machine_clock)

    @property
    def machine_clock(self) -> Clock:
        """The clock of logins, codes, links and requests over HTTPS: moving the day never makes them older."""
        return ahead(self.clock_offset)


def read(path: Path) -> Config:
    """Return the contour described by a JSON file; unknown fields, from another version, are ignored."""
    return msgspec.json.decode(path.read_bytes(), type=Config, dec_hook=lambda type, text: type(text))


def write(config: Config, path: Path) -> None:
    """Write the contour's description, readable by its owner only; a reader sees the old one or the new one."""
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(config, enc_hook=str), indent=2))
    draft.replace(path)
