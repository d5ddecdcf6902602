"""Throttles guesses: an account waits longer after each failure; at an address that fails much, others wait a little.

The lock is soft. It counts per target, and a browser that has logged in before has its own count, so somebody who
guesses at a login from elsewhere does not lock out its owner. A whole school may share one address, so its failures
never close it: a login that is new to a noisy address is refused once, and taken from then on after a short wait.
"""

import ipaddress
from datetime import datetime, timedelta
from math import ceil

import msgspec

from shared import ids
from shared.db import Tx
from shared.errors import Refused
from shared.identity import keys

# Failures of a target count for a day, so that slow guessing gains nothing.
DAY = timedelta(days=1)
FREE = 5
FIRST_WAIT = timedelta(seconds=30)
# The longest wait after so many failures.
LONGEST = ((16, timedelta(hours=1)), (12, timedelta(minutes=30)), (0, timedelta(minutes=15)))
# Failures of an address count for a quarter of an hour; after so many, a login from it waits so long.
WINDOW = timedelta(minutes=15)
NOISY = ((1000, timedelta(minutes=15)), (400, timedelta(minutes=1)), (50, timedelta(seconds=5)))


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
    """Return the wait after so many failures: first none, then 30 s, then twice as long each time, up to an hour."""
    if last is None or count < FREE:
        return timedelta()
    longest = next(longest for failures, longest in LONGEST if count >= failures)
    delay = min(longest, FIRST_WAIT * (1 << min(count - FREE, 10)))
    return max(timedelta(), last + delay - now)


def network_of(address: str) -> str:
    """Return what counts as one address: of IPv6 the network of 64 bits, in which a computer chooses its own."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


async def begin(tx: Tx, target: str, address: str, *, known: bool) -> timedelta:
    """Count an attempt before it is made, so that parallel attempts count too; or return how long it must wait.

    `known`: it is somebody who logged in before, in this browser; they do not wait for others at their address. The
    caller commits, then calls `check`: a refusal must not take back what was counted.
    """
    await tx.run("select pg_advisory_xact_lock(hashtextextended($1, 0))", target)
    network = network_of(address)
    failures = await tx.one(
        _Failures,
        "select count(*) as count, max(at) as last from attempt where target = $1 and at > $2",
        target, tx.now - DAY,
    )  # fmt: skip
    left = wait(failures.count, failures.last, tx.now)
    if not known:
        left = max(left, await _of_address(tx, target, network))
    if left <= timedelta():
        await tx.run(
            "insert into attempt (id, target, address, at) values ($1, $2, $3, $4)",
            ids.new(tx.now), target, network, tx.now,
        )  # fmt: skip
    return left


def check(left: timedelta) -> None:
    """Refuse an attempt that must wait."""
    if left > timedelta():
        raise TooOften(wait=_in_words(left))


async def succeeded(tx: Tx, target: str) -> None:
    """Delete the failures of this target, and all failures that are too old to count."""
    await tx.run("delete from attempt where target = $1 or at < $2", target, tx.now - DAY)
    await tx.run("delete from knock where target = $1 or at < $2", target, tx.now - DAY)


async def _of_address(tx: Tx, target: str, network: str) -> timedelta:
    """Return how long a login waits for others at its address: counted from when it was first refused for them."""
    count: int = await tx.value("select count(*) from attempt where address = $1 and at > $2", network, tx.now - WINDOW)
    pause = next((pause for failures, pause in NOISY if count >= failures), timedelta())
    if not pause:
        return pause
    came: datetime = await tx.value(
        """insert into knock (target, address, at) values ($1, $2, $3)
           on conflict (target, address) do update set at = case when knock.at > $4 then knock.at else $3 end
           returning at""",
        target, network, tx.now, tx.now - 2 * WINDOW,
    )  # fmt: skip
    return max(timedelta(), came + pause - tx.now)


def _in_words(left: timedelta) -> str:
    seconds = ceil(left.total_seconds())
    return f"{seconds} с" if seconds < 60 else f"{-(-seconds // 60)} мин"
