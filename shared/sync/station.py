"""What a running exchange shows to the pages of its own process."""

from dataclasses import dataclass

from shared.sync.fallback import Fallback
from shared.sync.https.porch import Porch
from shared.sync.line import Line


@dataclass
class Station:
    """Where those below knock, and by what we call the one above; empty until the exchange runs."""

    porch: Porch
    line: Line | None = None

    @property
    def by_web(self) -> bool:
        """Whether our words go over HTTPS just now."""
        return isinstance(self.line, Fallback) and self.line.by_web
