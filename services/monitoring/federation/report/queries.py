"""Views of reports: the last value of every indicator, its history, and, in the region, exactly what left and when."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from services.monitoring.federation.report.model import Reported
from shared.contracts.monitoring import IndicatorReported
from shared.db import Tx
from shared.event import Envelope, name_of

SHOWN = 400


async def last_told(tx: Tx, organization: str) -> list[Reported]:
    """Return the last value of every indicator that one region told."""
    return await tx.many(
        Reported,
        """select distinct on (indicator) organization, number, indicator, edition, unit, day, as_of, part, whole,
                  withheld, least, organizations, behind
           from reported where organization = $1 order by indicator, number desc""",
        organization,
    )


async def last_of_all(tx: Tx) -> list[Reported]:
    """Return the last value of every indicator of every region."""
    return await tx.many(
        Reported,
        """select distinct on (organization, indicator) organization, number, indicator, edition, unit, day, as_of,
                  part, whole, withheld, least, organizations, behind
           from reported order by organization, indicator, number desc""",
    )


async def history(tx: Tx, organization: str) -> list[Reported]:
    """Return the last few hundred values that one region told, the oldest first."""
    rows = await tx.many(
        Reported,
        """select organization, number, indicator, edition, unit, day, as_of, part, whole, withheld, least,
                  organizations, behind
           from reported where organization = $1 order by number desc limit $2""",
        organization, SHOWN,
    )  # fmt: skip
    return rows[::-1]


class Sent(msgspec.Struct, frozen=True):
    """One value as it left: its number in the stream, its moment, and the event itself."""

    seq: int
    at: datetime
    fact: Reported


class Holder(msgspec.Struct, frozen=True):
    """A reader of the stream: up to which number by its own signed statement, and when it was last heard."""

    follower: str
    seq: int
    contact_at: datetime


class _Row(msgspec.Struct, frozen=True):
    seq: int
    at: datetime
    event: bytes


async def sent(tx: Tx) -> list[Sent]:
    """Return what really left, the newest first: read from the outbox, not from the table of reports."""
    rows = await tx.many(
        _Row,
        """select seq, at, event from sync.outbox where stream = $1 and name = $2 order by seq desc limit $3""",
        stream_of(tx.organization), name_of(IndicatorReported), SHOWN,
    )  # fmt: skip
    return [Sent(row.seq, row.at, _fact(row, tx.organization)) for row in rows]


def _fact(row: _Row, home: str) -> Reported:
    event = msgspec.json.decode(msgspec.json.decode(row.event, type=Envelope).data, type=IndicatorReported)
    fields = {name: getattr(event, name) for name in IndicatorReported.__struct_fields__}
    return Reported(organization=home, number=row.seq, **fields)


async def holders(tx: Tx) -> Sequence[Holder]:
    """Return the readers of the stream and how much each holds."""
    return await tx.many(
        Holder,
        "select follower, seq, contact_at from sync.audience where stream = $1 order by follower",
        stream_of(tx.organization),
    )


def stream_of(region: str) -> str:
    """Return the stream of a region to the federation."""
    return f"monitoring.{region}"
