"""Find the first event in which two copies of a stream differ, without sending the stream: compare digests of ranges.

The chain's hashes show a changed row only to whoever recomputes the whole chain. Here a damaged row is found in a few
questions, each of which narrows the range to a sixteenth.
"""

from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Literal

import msgspec

from shared.sync import wire
from shared.sync.line import Uplink
from shared.sync.sql import Sql

PARTS = 16

Digests = Callable[[int, int], Awaitable[list[bytes]]]


class Refused(Exception):
    """The other side refused its digests; the message is the reason."""


class Located(msgspec.Struct, frozen=True):
    """The first number at which the sides differ, None when they do not; and how many questions it took."""

    stream: str
    seq: int | None
    exchanges: int


def parts(first: int, last: int) -> list[tuple[int, int]]:
    """Return the range cut into at most sixteen even parts."""
    length = last - first + 1
    count = min(PARTS, length)
    bounds = [first + length * part // count for part in range(count + 1)]
    return [(begin, end - 1) for begin, end in pairwise(bounds)]


async def locate(stream: str, upto: int, ours: Digests, theirs: Digests) -> Located:
    """Return the first number, up to `upto`, at which both sides differ."""
    exchanges = 0
    for first in range(1, upto + 1, wire.RANGE_EVENTS):
        found: tuple[int, int] | None = (first, min(first + wire.RANGE_EVENTS - 1, upto))
        while found is not None:
            exchanges += 1
            here, there = await ours(*found), await theirs(*found)
            narrower = parts(*found)
            if len(there) != len(narrower):
                raise Refused(f"{len(there)} digests of {len(narrower)} parts")
            found = next((part for part, a, b in zip(narrower, here, there, strict=True) if a != b), None)
            if found is not None and found[0] == found[1]:
                return Located(stream, found[0], exchanges)
    return Located(stream, None, exchanges)


async def kept(sql: Sql, where: Literal["archive", "outbox"], stream: str, first: int, last: int) -> list[bytes]:
    """Return the digest of each part of a range in our table: over numbers, epochs, hashes and event bytes."""
    ranges = parts(first, last)
    statement = ARCHIVED if where == "archive" else TOLD
    rows = await sql.fetch(statement, stream, [begin for begin, _ in ranges], [end for _, end in ranges])
    return [row["digest"] for row in rows]


def here(sql: Sql, where: Literal["archive", "outbox"], stream: str) -> Digests:
    """Return the digests of our own copy."""

    async def ask(first: int, last: int) -> list[bytes]:
        return await kept(sql, where, stream, first, last)

    return ask


def there(line: Uplink, stream: str) -> Digests:
    """Return the digests of the copy at the other end of a line."""

    async def ask(first: int, last: int) -> list[bytes]:
        answer = wire.answer(await line.ask("digest", wire.write(wire.Range(stream, first, last))))
        if not isinstance(answer, wire.Digests):
            raise Refused(answer.why if isinstance(answer, wire.Refusal | wire.Malformed) else "another answer")
        return answer.digests

    return ask


ARCHIVED = """
    select coalesce(sha256(string_agg(sha256(convert_to(k.epoch || ' ' || k.seq || ' ', 'UTF8') || k.hash || k.event),
                                      ''::bytea order by k.seq)), ''::bytea) as digest
    from unnest($2::bigint[], $3::bigint[]) as part (first, last)
    left join sync.archive k on k.stream = $1 and k.seq between part.first and part.last
    group by part.first order by part.first
"""

TOLD = """
    select coalesce(sha256(string_agg(sha256(convert_to(k.epoch || ' ' || k.seq || ' ', 'UTF8') || k.hash || k.event),
                                      ''::bytea order by k.seq)), ''::bytea) as digest
    from unnest($2::bigint[], $3::bigint[]) as part (first, last)
    left join sync.outbox k on k.stream = $1 and k.seq between part.first and part.last
    group by part.first order by part.first
"""
