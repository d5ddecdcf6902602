"""The result of a run, and how to connect for the checks."""

from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

import asyncpg

from shared.config import Config

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


@dataclass
class Verdict:
    """The result: counts, violations, facts out of order, how much was checked, how long it took."""

    lost: int = 0
    doubled: int = 0
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    looked: Counter[str] = field(default_factory=Counter)

    @property
    def disordered(self) -> int:
        """The number of facts that took effect out of order."""
        return len(self.late)

    @property
    def clean(self) -> bool:
        """Whether there is no violation."""
        return not (self.lost or self.doubled or self.disordered or self.violations)


@asynccontextmanager
async def connected(config: Config, schema: str) -> AsyncGenerator[Connection, None]:
    """Connect as that schema's own role."""
    connection: Connection = await asyncpg.connect(
        config.logins[schema], timeout=5, server_settings={"search_path": schema}
    )
    try:
        await connection.execute("select set_config('app.organizations', '*', false)")
        yield connection
    finally:
        connection.terminate()
