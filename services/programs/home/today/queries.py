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


class Coverage(msgspec.Struct, frozen=True):
    """How many people need a mentor on a day, and how many of them have one in a working pair or were helped."""

    needing: int
    covered: int


async def coverage(tx: Tx, on: date) -> Coverage:
    """Return the coverage on a day, as the region counts it (figure/declared/pairing.py of monitoring).

    A proposal is no pair yet. Who completed a program after being marked stays covered as long as the mark does.
    """
    return await tx.one(
        Coverage,
        """select count(*)::int as needing, (count(*) filter (where exists (
                    select from participant m join pair p on p.id = m.pair_id
                    where m.person_id = n.person_id and m.role = 'mentee'
                      and p.started_on <= $1 and (p.ended_on is null or $1 < p.ended_on)
                  ) or exists (
                    select from program g
                    where g.mentee_id = n.person_id and g.stage = 'completed'
                      and n.marked_on < g.over_on and g.over_on <= $1
                  )))::int as covered
           from need n where n.marked_on <= $1 and (n.lifted_on is null or $1 < n.lifted_on)""",
        on,
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
