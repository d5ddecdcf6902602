"""What was promised while everything broke: the facts whose commit was acknowledged, directly or by a door."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID


@dataclass
class Ledger:
    """Facts acknowledged to the caller, by stream; `violations` are what was seen wrong meanwhile."""

    promised: dict[str, set[UUID]] = field(default_factory=dict)
    # By a door nobody learns the number of a fact, only that it is so: what was said about whom, in order.
    by_doors: dict[tuple[str, UUID], list[str]] = field(default_factory=dict)
    unanswered: Counter[tuple[str, UUID]] = field(default_factory=Counter)
    # Facts that waited for a mended listener: they came to effect later than those about others.
    waited: set[tuple[str, int]] = field(default_factory=set)
    # Facts that only a database knew which was then restored older.
    forgone: int = 0
    failed: int = 0
    looks: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    # The longest that something took, in seconds.
    measured: dict[str, float] = field(default_factory=dict)
    restored: list[str] = field(default_factory=list)
    in_restoration: set[str] = field(default_factory=set)
    locks: dict[str, asyncio.Lock] = field(default_factory=dict)
    took: dict[str, float] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)

    def note(self, what: str) -> None:
        """Write down what is being done, for whoever has to find out."""
        self.story.append(f"{datetime.now(UTC):%H:%M:%S.%f} {what}")

    @asynccontextmanager
    async def restoring(self, contour: str) -> AsyncGenerator[None, None]:
        """While it lasts nobody compares what that contour says and holds; afterwards it may hold less."""
        self.restored.append(contour)
        self.in_restoration.add(contour)
        try:
            yield
        finally:
            self.in_restoration.discard(contour)
            self.restored.append(contour)
            self.seen = {name: seq for name, seq in self.seen.items() if not name.startswith(f"{contour} ")}

    def doors(self, contour: str) -> asyncio.Lock:
        """Whoever holds it is the only one at the doors of that contour."""
        return self.locks.setdefault(contour, asyncio.Lock())

    def inside(self, contour: str) -> asyncio.Lock:
        """Whoever holds it is the only one who works in that contour without its doors."""
        return self.locks.setdefault(f"{contour} inside", asyncio.Lock())

    def measure(self, what: str, seconds: float) -> None:
        """Keep the longest."""
        self.measured[what] = max(seconds, self.measured.get(what, 0))

    def accuse(self, violation: str) -> None:
        """Note what was seen wrong; the same once."""
        if violation not in self.violations:
            self.note(f"VIOLATION {violation}")
            self.violations.append(violation)

    @property
    def count(self) -> int:
        """How many facts were promised."""
        return sum(map(len, self.promised.values())) + self.count_by_doors

    @property
    def count_by_doors(self) -> int:
        """How many of them through the doors."""
        return sum(map(len, self.by_doors.values()))
