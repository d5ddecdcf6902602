"""Views of the whole college for the home page: the state of programs, what ends soon, what was told."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from shared.db import Tx


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """A running program that ends soon."""

    mentee_id: UUID
    ends_on: date


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """The programs of a school year: how many run, and how the others ended."""

    running: int
    completed: int
    stopped: int


async def year(tx: Tx, since: date) -> Year:
    """Return the programs since 1 September, counted by state."""
    return await tx.one(
        Year,
        """select count(*) filter (where stage = 'started') as running,
                  count(*) filter (where stage = 'completed' and over_on >= $1) as completed,
                  count(*) filter (where stage = 'stopped' and over_on >= $1) as stopped
           from program""",
        since,
    )


async def ending(tx: Tx, until: date) -> list[Ending]:
    """Return the running programs that end by a day, the nearest first."""
    return await tx.many(
        Ending,
        """select mentee_id, (plan ->> 'ends_on')::date as ends_on from program
           where stage = 'started' and (plan ->> 'ends_on')::date <= $1 order by 2""",
        until,
    )


async def told_since(tx: Tx, moment: datetime) -> int:
    """Return how many events were told to the region since a moment."""
    count: int = await tx.value(
        "select count(*) from sync.outbox where stream = $1 and at >= $2", f"programs.{tx.organization}", moment
    )
    return count
