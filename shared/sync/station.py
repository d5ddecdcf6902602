"""What a running exchange shows to the pages of its own process."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from shared.sync.fallback import Fallback
from shared.sync.https.porch import Porch
from shared.sync.line import Line
from shared.sync.nats.link import Link


@dataclass
class Station:
    """Where those below knock, and by what we call the one above; empty until the exchange runs."""

    porch: Porch
    line: Line | None = None
    # Whether the loops run: not before the database has been met, and not after one of them has ended.
    running: bool = False
    links: dict[str, Link] = field(default_factory=dict)

    @contextmanager
    def at_work(self) -> Generator[None, None, None]:
        """Say meanwhile that the loops run."""
        self.running = True
        try:
            yield
        finally:
            self.running = False

    def away(self) -> list[str]:
        """Return the brokers that do not answer just now: `above`, where we tell, and `below`, where we hear."""
        return [where for where, link in self.links.items() if not link.connected]

    @property
    def by_web(self) -> bool:
        """Whether our words go over HTTPS just now."""
        return isinstance(self.line, Fallback) and self.line.by_web
