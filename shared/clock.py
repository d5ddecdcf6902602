"""The time, asked for once at the door."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def ahead(seconds: float) -> Clock:
    """Return a clock that goes so many seconds before the machine's, or behind it."""
    return (lambda: now() + timedelta(seconds=seconds)) if seconds else now
