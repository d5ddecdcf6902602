"""Throttles guesses: after five failures an account must wait longer each time; an address may fail fifty times.

The lock is soft. It counts per target, and a browser that has logged in before has its own count, so somebody who
guesses at a login from elsewhere does not lock out its owner.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared import ids
from shared.db import Tx
from shared.errors import Refused
from shared.identity import keys

WINDOW = timedelta(minutes=15)
FREE = 5
MOST_OF_ADDRESS = 50
FIRST_WAIT = timedelta(seconds=30)


class TooOften(Refused):
    """Слишком много неудачных попыток. Подождите {wait} и попробуйте снова: пароль прежний, вход не закрыт."""

    status = 429


class _Failures(msgspec.Struct, frozen=True):
    count: int
    last: datetime | None


def target_of(key: bytes, kind: str, value: str) -> str:
    """Return the stored hash of the target that is guessed at."""
    return f"{kind}:{keys.mark(key, value)}"


def wait(count: int, last: datetime | None, now: datetime) -> timedelta:
    """Return the wait after so many failures: first none, then 30 s, then twice as long each time."""
    if last is None or count < FREE:
        return timedelta()
    delay = min(WINDOW, FIRST_WAIT * (1 << min(count - FREE, 10)))
    return max(timedelta(), last + delay - now)


async def begin(tx: Tx, target: str, address: str) -> UUID:
    """Count an attempt before it is made, so that parallel attempts count too; refuse when there were too many."""
    await tx.run("select pg_advisory_xact_lock(hashtextextended($1, 0))", target)
    failures = await tx.one(
        _Failures,
        "select count(*) as count, max(at) as last from attempt where target = $1 and at > $2",
        target, tx.now - WINDOW,
    )  # fmt: skip
    left = wait(failures.count, failures.last, tx.now)
    of_address = await tx.one(
        _Failures,
        "select count(*) as count, min(at) as last from attempt where address = $1 and at > $2",
        address, tx.now - WINDOW,
    )  # fmt: skip
    if of_address.count >= MOST_OF_ADDRESS and of_address.last is not None:
        left = max(left, of_address.last + WINDOW - tx.now)
    if left > timedelta():
        raise TooOften(wait=_in_words(left))
    id = ids.new(tx.now)
    await tx.run("insert into attempt (id, target, address, at) values ($1, $2, $3, $4)", id, target, address, tx.now)
    return id


async def succeeded(tx: Tx, target: str) -> None:
    """Delete the failures of this target, and all failures that are too old to count."""
    await tx.run("delete from attempt where target = $1 or at < $2", target, tx.now - WINDOW)


def _in_words(left: timedelta) -> str:
    seconds = int(left.total_seconds()) + 1
    return f"{seconds} с" if seconds < 60 else f"{-(-seconds // 60)} мин"
