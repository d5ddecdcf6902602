"""I3: what was promised is told, and each told fact took effect once, in order, in every interested service."""

from collections import Counter

import asyncpg

from deploy.contours import services_of
from shared.config import Config
from tests.chaos.stage import Stage
from tests.chaos.verdict import Verdict, connected


async def every_fact_came_once(stage: Stage, verdict: Verdict) -> list[str]:
    """I3: what was promised is told; each told fact took effect once, in order about each thing; nothing is parked."""
    said_in = {stream: rows for config in stage.configs.values() for stream, rows in (await told(config)).items()}
    for stream, promised in stage.ledger.promised.items():
        verdict.lost += len(promised - {row["id"] for row in said_in[stream]})
    for (stream, person), acknowledged in stage.ledger.by_doors.items():
        there = [row["name"] for row in said_in[stream] if row["about"] == f"person:{person}"]
        lost, doubled = by_doors(acknowledged, there, stage.ledger.unanswered[stream, person])
        verdict.lost, verdict.doubled = verdict.lost + lost, verdict.doubled + doubled
    for rows in said_in.values():
        verdict.doubled += len(rows) - len({row["id"] for row in rows})
    wrong = []
    for config in stage.configs.values():
        for service in services_of(config.kind):
            wrong += await _effects(stage, config, service.name, frozenset(service.interest), said_in, verdict)
    return wrong


async def told(config: Config) -> dict[str, list[asyncpg.Record]]:
    """Return the events that a contour told, by stream."""
    async with connected(config, "sync") as connection:
        rows = await connection.fetch("select stream, id, seq, name, about from sync.outbox order by stream, seq")
    found: dict[str, list[asyncpg.Record]] = {}
    for row in rows:
        found.setdefault(row["stream"], []).append(row)
    return found


def by_doors(acknowledged: list[str], there: list[str], unanswered: int) -> tuple[int, int]:
    """Return how many acknowledged facts are lost, and how many extra ones are not explained by missing answers."""
    left = iter(there)
    found = sum(any(name == later for later in left) for name in acknowledged)
    return len(acknowledged) - found, max(0, len(there) - len(acknowledged) - unanswered)


async def _effects(
    stage: Stage,
    config: Config,
    service: str,
    interest: frozenset[str],
    said_in: dict[str, list[asyncpg.Record]],
    verdict: Verdict,
) -> list[str]:
    async with connected(config, service) as connection:
        rows = await connection.fetch(EFFECTS)
        parked = await connection.fetch("select stream, seq, name, reason from parked")
        heard = [row["stream"] for row in await connection.fetch("select stream from heard")]
    places = Counter((row["stream"], row["seq"]) for row in rows)
    verdict.looked["I3"] += len(rows)
    verdict.doubled += sum(count - 1 for count in places.values())
    for stream in heard:
        came = {seq for at, seq in places if at == stream}
        verdict.lost += len({row["seq"] for row in said_in.get(stream, []) if row["name"] in interest} - came)
    late = sorted(_disordered(rows, stage.ledger.waited))
    verdict.late += [f"{service} of {config.contour}: {stream} {seq}" for stream, seq in late]
    return [
        f"I3: {service} of {config.contour} set aside {row['name']}, {row['stream']} {row['seq']}: {row['reason']}"
        for row in parked
    ]


# A line of a journal is a run of events; their subjects are in their bytes.
EFFECTS = """
    select j.stream, n.seq, convert_from(k.event, 'utf8')::json ->> 'subject' as about
    from journal j
    cross join lateral generate_series(j.seq, coalesce(j.through, j.seq)) as n (seq)
    left join sync.known k on (k.stream, k.epoch, k.seq) = (j.stream, j.epoch, n.seq)
    where j.stream is not null order by j.position, n.seq
"""


def _disordered(rows: list[asyncpg.Record], waited: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return the events that took effect before an earlier one about the same thing, or of the same stream."""
    last: Counter[tuple[str, str]] = Counter()
    found = set()
    for row in rows:
        stream, seq, about = row["stream"], row["seq"], row["about"]
        of = [(stream, about)] if (stream, seq) in waited else [(stream, about), (stream, "")]
        if any(seq < last[each] for each in of):
            found.add((stream, seq))
        for each in of:
            last[each] = max(last[each], seq)
    return found
