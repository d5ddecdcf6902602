"""The state of the exchange, for pages, the status bar and the command line: plain data as of the query."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from shared.db import shape
from shared.sync.sql import Sql

State = Literal["even", "behind", "silent", "unmet", "alarm", "restored"]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A stream we speak and one of its followers: our head, and what the follower holds by its own signed statement.

    `told_at` is when the last event was told; `complete_to` is the moment up to which the follower holds everything;
    since `stopped_at` nothing may be told, because this database is an older copy.
    """

    stream: str
    follower: str
    epoch: int
    seq: int
    hash: str
    told_at: datetime
    held_seq: int
    held_hash: str
    contact_at: datetime | None
    complete_to: datetime | None
    alarm: str | None
    stopped_at: datetime | None

    @property
    def lag(self) -> int:
        """How many events the follower lacks."""
        return max(self.seq - self.held_seq, 0)


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """A stream we follow: what we hold, what its speaker announced, and as of when."""

    stream: str
    speaker: str
    epoch: int
    seq: int
    hash: str
    received_at: datetime | None
    told_seq: int
    told_at: datetime | None
    contact_at: datetime | None
    left_at: datetime | None
    alarm: str | None
    set_aside: int

    @property
    def lag(self) -> int:
        """How many announced events we lack."""
        return max(self.told_seq - self.seq, 0)


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """An event that a service could not take in, and why."""

    stream: str
    epoch: int
    seq: int
    name: str
    about: str
    reason: str
    at: datetime


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """The last frame of each kind that was not accepted over a stream's line, and how many there were.

    `seen_at` is when a person acknowledged it.
    """

    stream: str
    verdict: str
    frame: bytes
    times: int
    at: datetime
    seen_at: datetime | None
    seen_by: str | None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The whole exchange in one word, for the status bar.

    `even`: everybody holds everything up to `as_of`; `behind`: `lag` events are on their way; `silent`: nobody has
    answered since `as_of`; `unmet`: nobody ever has; `alarm`: a person must look; `restored`: nothing may be told
    before a person has recovered. `behind` counts the streams that lag.
    """

    state: State
    as_of: datetime | None
    lag: int
    streams: int
    behind: int


SILENCE = timedelta(seconds=25)


def summary(told: Sequence[Told], heard: Sequence[Heard], now: datetime) -> Summary:
    """Sum up the streams that we speak and follow; for the region, pass only those it follows."""
    live: list[Told | Heard] = [*told, *(stream for stream in heard if stream.left_at is None)]
    contacts = [stream.contact_at for stream in live if stream.contact_at is not None]
    lags = [stream.lag for stream in live if stream.lag]
    last = max(contacts, default=None)
    word: State = "even"
    if any(stream.stopped_at for stream in told):
        word = "restored"
    elif any(stream.alarm for stream in live):
        word = "alarm"
    elif last is None:
        word = "unmet"
    elif now - last > SILENCE:
        word = "silent"
    elif lags:
        word = "behind"
    return Summary(state=word, as_of=last, lag=sum(lags), streams=len(live), behind=len(lags))


async def told(sql: Sql) -> list[Told]:
    """Return every stream we speak, once for each follower; a stream without a follower appears once."""
    return [shape(row, Told) for row in await sql.fetch(TOLD)]


async def heard(sql: Sql) -> list[Heard]:
    """Return every stream we follow or followed."""
    return [shape(row, Heard) for row in await sql.fetch(HEARD)]


async def both(sql: Sql) -> tuple[list[Told], list[Heard]]:
    """Return the results of `told` and `heard` in one statement: the status bar of every page needs both."""
    row = (await sql.fetch(BOTH))[0]
    return msgspec.convert(row["told"], type=list[Told]), msgspec.convert(row["heard"], type=list[Heard])


async def parked(sql: Sql) -> list[Parked]:
    """Return the events a service has parked; needs a connection of that service."""
    return [shape(row, Parked) for row in await sql.fetch(PARKED)]


async def set_aside(sql: Sql) -> list[SetAside]:
    """Return the frames set aside, those that nobody has acknowledged first."""
    return [shape(row, SetAside) for row in await sql.fetch(SET_ASIDE)]


async def alarm_seen(sql: Sql, stream: str, *, by: str, now: datetime) -> str | None:
    """Clear the alarm of a followed stream, as a person has looked at the frames set aside; return its text."""
    return await sql.fetchval(ALARM_SEEN, stream, now, by)  # type: ignore[no-any-return]  # a column of text


# complete_to: the moment of the follower's statement if it names our head, else the moment of the first event it lacks.
TOLD = """
    select h.stream, coalesce(a.follower, '') as follower, h.epoch, h.seq, encode(h.hash, 'hex') as hash,
           h.at as told_at, coalesce(a.seq, 0) as held_seq, coalesce(encode(a.hash, 'hex'), '') as held_hash,
           a.contact_at, a.alarm, h.stopped_at,
           case when a.alarm is not null then null
                when a.seq = h.seq then a.contact_at
                else (select o.at from sync.outbox o where o.stream = h.stream and o.seq = a.seq + 1) end as complete_to
    from sync.head h left join sync.audience a on a.stream = h.stream
    order by h.stream, follower
"""

HEARD = """
    select f.stream, f.speaker, f.epoch, f.seq, encode(f.hash, 'hex') as hash, f.at as received_at,
           coalesce(f.told_seq, 0) as told_seq, f.told_at, f.contact_at, f.left_at, f.alarm,
           (select coalesce(sum(q.times), 0)::bigint from sync.quarantine q where q.stream = f.stream) as set_aside
    from sync.followed f order by f.stream
"""

BOTH = f"""
    select (select coalesce(jsonb_agg(to_jsonb(t)), '[]') from ({TOLD}) t) as told,
           (select coalesce(jsonb_agg(to_jsonb(h)), '[]') from ({HEARD}) h) as heard
"""  # noqa: S608 — of constants

PARKED = "select stream, epoch, seq, name, about, reason, at from parked order by at, stream, seq"

SET_ASIDE = """
    select stream, verdict, frame, times, at, seen_at, seen_by
    from sync.quarantine order by seen_at is not null, at desc
"""

ALARM_SEEN = """
    with looked as (update sync.quarantine set seen_at = $2, seen_by = $3 where stream = $1),
         before as (select alarm from sync.followed where stream = $1 for update)
    update sync.followed f set alarm = null from before where f.stream = $1 and before.alarm is not null
    returning before.alarm
"""
