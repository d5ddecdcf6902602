"""The state that a running exchange shows to the pages of its own process."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from shared.sync.fallback import Fallback
from shared.sync.https.porch import Porch
from shared.sync.line import Uplink
from shared.sync.nats.link import Link


@dataclass
class Station:
    """The HTTPS door for the contours below, and our line to the contour above; empty until the exchange runs."""

    porch: Porch
    line: Uplink | None = None
    # Whether the loops run: False before the database was first reached, and after one of the loops has ended.
    running: bool = False
    links: dict[str, Link] = field(default_factory=dict)

    @contextmanager
    def at_work(self) -> Generator[None, None, None]:
        """Set `running` inside the block."""
        self.running = True
        try:
            yield
        finally:
            self.running = False

    def away(self) -> list[str]:
        """Return the brokers that do not answer now: `above` is the upper contour's, `below` is our own."""
        return [where for where, link in self.links.items() if not link.connected]

    @property
    def by_web(self) -> bool:
        """Whether we send over HTTPS now."""
        return isinstance(self.line, Fallback) and self.line.by_web
