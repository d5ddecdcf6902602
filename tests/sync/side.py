"""One side of the simulation's stream."""

from types import ModuleType
from typing import Any

STREAM = "programs.sim"


class Side:
    """A database: positions and events, number by number; a transaction is one assignment here."""

    def __init__(self, core: ModuleType) -> None:
        """It is empty."""
        self.core = core
        self.start = core.start(STREAM)
        self.links: list[Any] = []

    def position(self) -> Any:
        """Where it stands."""
        if not self.links:
            return self.start
        last = self.links[-1]
        return self.core.Position(last.epoch, last.seq, last.hash)

    def hash_at(self, seq: int) -> Any:
        """The chain's hash there, if it has come so far."""
        if seq == 0:
            return self.start.hash
        return self.links[seq - 1].hash if seq <= len(self.links) else None
