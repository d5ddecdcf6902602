"""The invariants I1–I9 (docs/sync.md): each check returns the violations as sentences, none when it holds."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import asyncpg
import msgspec

from deploy.contours import services_of
from deploy.databases import name_of
from deploy.verify import compare
from shared.rebuild import rebuild_service
from shared.sync.core import chained, genesis
from tests.chaos.effects import every_fact_came_once
from tests.chaos.load import AWAY
from tests.chaos.stage import Stage
from tests.chaos.verdict import Connection, Verdict, connected

CONVERGED = 60.0


async def judge(stage: Stage, patience: float = CONVERGED) -> Verdict:
    """Wait until both sides are equal, then check everything."""
    verdict = Verdict(violations=list(stage.ledger.violations))
    await converge(stage, verdict, patience)
    for check in CHECKS.values():
        verdict.violations += await check(stage, verdict)
    return verdict


async def converge(stage: Stage, verdict: Verdict, patience: float = CONVERGED) -> None:
    """I7: within a minute after the last fault, every listener has taken in everything told."""
    begun, wrong = time.monotonic(), ["nothing was compared"]
    while wrong and time.monotonic() - begun < patience:
        try:
            wrong = await behind(stage)
        except AWAY as error:
            wrong = [f"the database is away: {error!r}"]
        if wrong:
            await asyncio.sleep(0.2)
    verdict.seconds = time.monotonic() - begun
    verdict.violations += [f"I7: after {patience} s: {one}" for one in wrong]


async def behind(stage: Stage) -> list[str]:
    """Return the streams that are not completely archived, or not completely taken in."""
    wrong = [str(one) for one in await compare(list(stage.configs.values())) if one.told.events != one.kept.events]
    for config in stage.configs.values():
        async with connected(config, "sync") as sync:
            stands = {row["stream"]: row["seq"] for row in await sync.fetch(STANDS)}
        for service in services_of(config.kind):
            async with connected(config, service.name) as connection:
                heard = {
                    row["stream"]: row["seq"]
                    for row in await connection.fetch(f"select stream, seq from {service.name}.heard")
                }
            wrong += [
                f"{config.contour} {service.name}: {seq} of {stands[stream]} of {stream}"
                for stream, seq in heard.items()
                if seq != stands.get(stream)
            ]
    return wrong


STANDS = "select stream, seq from sync.followed union all select stream, seq from sync.head"


async def archives_equal_journals(stage: Stage, verdict: Verdict) -> list[str]:
    """I1: an archive equals, row by row and byte by byte, what was told; no side reports a fork."""
    compared = await compare(list(stage.configs.values()))
    verdict.looked["I1"] = sum(one.told.events for one in compared)
    wrong = [f"I1: {one}" for one in compared if one.wrong] + ([] if compared else ["I1: no stream was compared"])
    for config in stage.configs.values():
        async with connected(config, "sync") as sync:
            wrong += [f"I1: {config.contour}: {row['stream']}: {row['alarm']}" for row in await sync.fetch(FORKS)]
    return wrong


# Forged frames raise alarms, which stay until a person has looked; a fork would be our own fault.
FORKS = """
    select stream, alarm from sync.followed where alarm like 'FORK%'
    union all select stream, alarm from sync.audience where alarm like 'FORK%'
"""


async def numbers_have_no_holes(stage: Stage, verdict: Verdict) -> list[str]:
    """I2: in every outbox and archive numbers have no hole, epochs never go back, and each hash is its chain's."""
    wrong = []
    for config in stage.configs.values():
        async with connected(config, "sync") as connection:
            for table in ("outbox", "archive"):
                last: dict[str, tuple[int, int, bytes]] = {}
                for row in await connection.fetch(
                    f"select stream, epoch, seq, hash, event from sync.{table} order by stream, seq"
                ):
                    stream = row["stream"]
                    epoch, seq, hash = last.get(stream, (1, 0, genesis(stream)))
                    if row["seq"] != seq + 1 or row["epoch"] < epoch or row["hash"] != chained(hash, row["event"]):
                        wrong.append(f"I2: {config.contour}: {table} of {stream} is broken at number {row['seq']}")
                    last[stream] = row["epoch"], row["seq"], row["hash"]
                    verdict.looked["I2"] += 1
    return wrong


async def tables_come_back_from_journals(stage: Stage, verdict: Verdict) -> list[str]:
    """I4: every service's tables, emptied, are rebuilt the same from its journal."""
    wrong, owners = [], stage.folder.owners()
    for config in stage.configs.values():
        for service in services_of(config.kind):
            try:
                rebuilt = await rebuild_service(owners[config.contour], service, config.contour)
            except (msgspec.ValidationError, AssertionError, asyncpg.PostgresError) as error:
                wrong.append(f"I4: {service.name} of {config.contour} cannot be rebuilt: {error!r}")
                continue
            verdict.looked["I4"] += rebuilt.events
            wrong += [f"I4: {service.name} of {config.contour}: another {table}" for table in rebuilt.differing]
    return wrong


PREFIX = "select count(*) as count, coalesce(max(seq), 0) as last from sync.archive where stream = $1"


async def archives_are_prefixes(stage: Stage, verdict: Verdict) -> list[str]:
    """I5, also during the run: an archive is a prefix of what was told, and never shorter than it was."""
    wrong = []
    for speaker, listener in [(each, stage.region) for each in stage.colleges] + [
        (stage.region, each) for each in stage.colleges
    ]:
        async with connected(speaker, "sync") as there, connected(listener, "sync") as here:
            streams = [
                row["stream"]
                for row in await here.fetch("select stream from sync.followed where speaker = $1", speaker.contour)
            ]
            for stream in streams if not {speaker.contour, listener.contour} & stage.ledger.in_restoration else ():
                wrong += await _prefix(stage, stream, listener.contour, here, there)
                verdict.looked["I5"] += 1
    return wrong


async def _prefix(stage: Stage, stream: str, listener: str, here: Connection, there: Connection) -> list[str]:
    restored = len(stage.ledger.restored)
    async with here.transaction(isolation="repeatable_read", readonly=True):
        row = await here.fetchrow(PREFIX, stream)
        assert row is not None
        kept = await here.fetchval("select hash from sync.archive where stream = $1 and seq = $2", stream, row["last"])
    told = await there.fetchval("select hash from sync.outbox where stream = $1 and seq = $2", stream, row["last"])
    if restored != len(stage.ledger.restored):
        return []  # a restore came between the two reads
    before, stage.ledger.seen[f"{listener} {stream}"] = stage.ledger.seen.get(f"{listener} {stream}", 0), row["last"]
    wrong = [] if row["count"] == row["last"] else [f"I5: {listener} has {row['count']} of {row['last']} of {stream}"]
    wrong += [] if kept == told else [f"I5: {listener}: {stream} at {row['last']} is not what was told"]
    return wrong + ([] if row["last"] >= before else [f"I5: {listener} had {before} of {stream}, now {row['last']}"])


GUARDED = """
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization'
    where c.relkind = 'r' and n.nspname = $1 and c.relname <> 'journal' order by 1
"""


async def nobody_sees_anothers_rows(stage: Stage, verdict: Verdict) -> list[str]:
    """I6: a connection that acts for one organization sees no row of another; one that acts for nobody sees none."""
    wrong, everybody = [], list(stage.configs)
    for config in stage.configs.values():
        for service in services_of(config.kind):
            async with connected(config, service.name) as connection:
                for table in [row["name"] for row in await connection.fetch(GUARDED, service.name)]:
                    for scope in ["", *everybody]:
                        await connection.execute("select set_config('app.organizations', $1, false)", scope)
                        seen = await connection.fetchval(
                            f"select count(*) from {table} where organization <> $1", scope
                        )
                        verdict.looked["I6"] += 1
                        if seen:
                            wrong.append(f"I6: {seen} rows of others in {table} of {config.contour} for «{scope}»")
                await connection.execute("select set_config('app.organizations', '*', false)")
                wrong += [
                    f"I6: {config.contour}: {row[0]} is written as {row[1]}'s"
                    for row in await connection.fetch(STRAYED)
                ]
    return wrong


# Facts of a college's stream must belong to that college.
STRAYED = """
    select distinct stream, organization from journal
    where stream like 'programs.%' and organization <> split_part(stream, '.', 2)
"""


async def lost_tails_are_noticed(stage: Stage, verdict: Verdict) -> list[str]:
    """I8: measured by quiet.py; a lost last frame is archived within 15 s without new traffic."""
    took = stage.ledger.measured.get("quiet tail")
    if took is None:
        return []
    verdict.looked["I8"] = 1
    return [] if took <= 15 else [f"I8: a quiet tail was mended after {took:.1f} s"]


TABLES = """
    select schemaname || '."' || tablename || '"' as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')
"""


async def nobodys_name_crosses(stage: Stage, verdict: Verdict) -> list[str]:
    """I9: names that only a college knows are in no table of the region, nowhere in the broker's store, in no log."""
    wrong = []
    async with stage.ruling(name_of(stage.region.contour)) as admin:
        for row in await admin.fetch(TABLES):
            patterns = [f"%{form}%" for name in stage.names for form in (name, name.encode().hex())]
            found = await admin.fetchval(f"select count(*) from {row['name']} t where t::text ilike any($1)", patterns)
            verdict.looked["I9"] += 1
            wrong += [f"I9: {found} rows of {row['name']} in the region say a name"] if found else []
    files = [path for part in ("nats", "log") for path in (stage.stack.data / part).rglob("*") if path.is_file()]
    for path in files:
        written = path.read_bytes()
        verdict.looked["I9"] += 1
        wrong += [f"I9: {path.name} says a name" for name in stage.names if name.encode() in written]
    return wrong


Check: TypeAlias = Callable[[Stage, Verdict], Awaitable[list[str]]]
CHECKS: dict[str, Check] = {
    "I1": archives_equal_journals,
    "I2": numbers_have_no_holes,
    "I3": every_fact_came_once,
    "I4": tables_come_back_from_journals,
    "I5": archives_are_prefixes,
    "I6": nobody_sees_anothers_rows,
    "I8": lost_tails_are_noticed,
    "I9": nobodys_name_crosses,
}
