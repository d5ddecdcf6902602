"""The clock: a door reads it once for each transaction."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def ahead(seconds: float) -> Clock:
    """Return a clock that is so many seconds ahead of the machine's; behind it when negative."""
    return (lambda: now() + timedelta(seconds=seconds)) if seconds else now
