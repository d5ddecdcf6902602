"""What becomes of the access log: it is written, old lines go, and the organizations are told of their people.

A region reads of people whose own pages are in their college; once a day it tells each college what was read on the
days before. Telling and noting that it was told are two transactions: told twice, it is stored once.
"""

from collections.abc import Awaitable, Callable
from functools import wraps

from shared.actor import system
from shared.identity import reads
from shared.identity.gate import Gate

TELLER = system("reads")
Step = Callable[[Gate], Awaitable[int]]


def of(gate: Gate, step: Step) -> Callable[[], Awaitable[int]]:
    """Return a step of this gate, with its own name for the log."""

    @wraps(step)
    async def of_gate() -> int:
        return await step(gate)

    return of_gate


async def write(gate: Gate) -> int:
    """Write what was noted; return how many lines."""
    return await gate.ledger.write(gate.transaction)


async def forget(gate: Gate) -> int:
    """Remove what is older than the configured term; return how many lines."""
    async with gate.transaction() as tx:
        return await reads.forget(tx, kept_days=gate.config.reads_kept_days)


async def tell(gate: Gate) -> int:
    """Tell of the first past day that was not told yet; return how many days that were."""
    for running in gate.services:
        if running.service.tells_reads is None:
            continue
        zone = await running.zone(gate.config.contour)
        today = gate.clock().astimezone(zone).date()
        async with gate.transaction() as tx:
            day = await reads.untold_day(tx, today, zone)
            read = [] if day is None else await reads.reads_on(tx, day, zone)
        if day is None:
            continue
        async with running.transaction(TELLER) as tx:
            await running.service.tells_reads(tx, day, read)
        async with gate.transaction() as tx:
            await reads.tell_day(tx, day)
        return 1
    return 0
