"""One side of the simulation's stream."""

from types import ModuleType
from typing import Any

STREAM = "programs.sim"


class Side:
    """A simulated database: the events of a stream by number; a transaction is one assignment."""

    def __init__(self, core: ModuleType) -> None:
        """Start empty."""
        self.core = core
        self.start = core.start(STREAM)
        self.links: list[Any] = []

    def position(self) -> Any:
        """The position of the last event."""
        if not self.links:
            return self.start
        last = self.links[-1]
        return self.core.Position(last.epoch, last.seq, last.hash)

    def hash_at(self, seq: int) -> Any:
        """Return the chain's hash at that number; None beyond the last event."""
        if seq == 0:
            return self.start.hash
        return self.links[seq - 1].hash if seq <= len(self.links) else None
