"""Anything that runs statements: a connection, a connection borrowed from a pool, or the pool itself."""

from typing import Any, Protocol


class Sql(Protocol):
    """The four ways to run a statement."""

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:
        """Run it; return what was done."""

    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> list[Any]:
        """Return its rows."""

    async def fetchrow(self, query: str, *args: Any, timeout: float | None = None) -> Any:
        """Return its first row, or None."""

    async def fetchval(self, query: str, *args: Any, column: int = 0, timeout: float | None = None) -> Any:
        """Return the first column of its first row, or None."""
