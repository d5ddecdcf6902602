"""What was promised during the faults: the facts whose commit was acknowledged, directly or by a door."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID


@dataclass
class Ledger:
    """The acknowledged facts, by stream; `violations` are those seen during the run."""

    promised: dict[str, set[UUID]] = field(default_factory=dict)
    # A door does not return the number of a fact: the names of the acknowledged facts about each person, in order.
    by_doors: dict[tuple[str, UUID], list[str]] = field(default_factory=dict)
    unanswered: Counter[tuple[str, UUID]] = field(default_factory=Counter)
    # Facts that were parked: they took effect later than facts about others.
    waited: set[tuple[str, int]] = field(default_factory=set)
    # How many facts were known only to a database that was then restored from an older copy.
    forgone: int = 0
    failed: int = 0
    looks: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    # The longest duration of each measured thing, in seconds.
    measured: dict[str, float] = field(default_factory=dict)
    restored: list[str] = field(default_factory=list)
    in_restoration: set[str] = field(default_factory=set)
    locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Record an action of the run, for the analysis of a failure."""
        self.story.append(f"{datetime.now(UTC):%H:%M:%S.%f} {what}")

    @asynccontextmanager
    async def restoring(self, contour: str) -> AsyncGenerator[None, None]:
        """Suspend comparisons with a contour inside the block; after it the contour may hold less."""
        self.restored.append(contour)
        self.in_restoration.add(contour)
        try:
            yield
        finally:
            self.in_restoration.discard(contour)
            self.restored.append(contour)
            self.seen = {name: seq for name, seq in self.seen.items() if not name.startswith(f"{contour} ")}

    def doors(self, contour: str) -> asyncio.Lock:
        """Return the lock for using the doors of that contour."""
        return self.locks.setdefault(contour, asyncio.Lock())

    def inside(self, contour: str) -> asyncio.Lock:
        """Return the lock for working in that contour without its doors."""
        return self.locks.setdefault(f"{contour} inside", asyncio.Lock())

    def measure(self, what: str, seconds: float) -> None:
        """Record a duration, if it is the longest."""
        self.measured[what] = max(seconds, self.measured.get(what, 0))

    def accuse(self, violation: str) -> None:
        """Record a violation, the same one only once."""
        if violation not in self.violations:
            self.note(f"VIOLATION {violation}")
            self.violations.append(violation)

    @property
    def count(self) -> int:
        """The number of promised facts."""
        return sum(map(len, self.promised.values())) + self.count_by_doors

    @property
    def count_by_doors(self) -> int:
        """The number of those promised by doors."""
        return sum(map(len, self.by_doors.values()))
