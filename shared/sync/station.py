"""What a running exchange shows to the pages of its own process."""

from dataclasses import dataclass

from shared.sync.answerer import Answerer
from shared.sync.fallback import Fallback
from shared.sync.https.porch import Porch
from shared.sync.line import Line, Ways


@dataclass
class Station:
    """Empty until the exchange runs: by what a lower contour calls, by whom those below are answered at our porch."""

    porch: Porch
    answerer: Answerer | None = None
    ways: Ways | None = None
    line: Line | None = None

    @property
    def by_web(self) -> bool:
        """Whether our words go over HTTPS just now."""
        return isinstance(self.line, Fallback) and self.line.by_web
