"""The clock: a door reads it once for each transaction.

The day of a training stack may be ahead of the machine's: a file of the stack says by how many days. All its processes
map the same eight bytes, so they see a new day at the same moment. A real contour has no such file.
"""

import fcntl
import mmap
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def ahead(seconds: float) -> Clock:
    """Return a clock that is so many seconds ahead of the machine's; behind it when negative."""
    return (lambda: now() + timedelta(seconds=seconds)) if seconds else now


def of_day(day: Path, clock: Clock) -> Clock:
    """Return a clock that is ahead of another one by the days that the file says at that moment."""
    return lambda: clock() + timedelta(days=days_ahead(day))


def days_ahead(day: Path) -> int:
    """Return by how many days the file of a training stack is ahead of the machine."""
    return _mapped(day)[0]


class CannotMove(RuntimeError):
    """The day cannot be moved there, or just now."""


@contextmanager
def moving(day: Path) -> Iterator[Callable[[int], None]]:
    """Hold the day and lend the only hand that sets it; CannotMove when another process holds it.

    Meanwhile the clocks of the contours wait (`moves`). The kernel lets go of the day whenever and however we die.
    """
    with day.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotMove("The day of this stack is being moved already: wait until that is done.") from None

        def move(days: int) -> None:
            assert days >= days_ahead(day), "a day never goes back"
            _mapped(day)[0] = days

        yield move


def moves(day: Path) -> bool:
    """Tell whether somebody moves the day just now and runs what is due in its order."""
    with day.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def make_day(day: Path) -> None:
    """Make the file of a new training stack, whose day is the machine's; an existing one stays."""
    if not day.exists():
        day.touch(mode=0o600)
        os.truncate(day, SIZE)


SIZE = 8


@cache
def _mapped(day: Path) -> memoryview:
    """Return the file's number: read and written at once, since it is one aligned word."""
    with day.open("r+b") as file:
        return memoryview(mmap.mmap(file.fileno(), SIZE)).cast("q")
