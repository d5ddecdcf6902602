"""Find, over each lower contour's line, the first event in which its copy and the upper contour's differ."""

import asyncpg

from deploy.folder import Folder
from shared.config import Config, Peer
from shared.sync import digest, keys
from shared.sync.contour import link_above
from shared.sync.digest import Located
from shared.sync.line import Uplink
from shared.sync.loops import Stop
from shared.sync.nats.lines import Up
from shared.sync.nats.link import connect, discard
from shared.sync.sql import Sql

TOLD = """
    select h.stream, least(h.seq, coalesce(a.seq, 0)) as upto
    from sync.head h left join sync.audience a on (a.stream, a.follower) = (h.stream, $2)
    where split_part(h.stream, '.', 2) = $1 order by h.stream
"""
HEARD = "select stream, seq as upto from sync.followed where speaker = $1 and left_at is null order by stream"


async def locate(folder: Folder) -> bool:
    """Print where each stream between a contour and the one above differs; tell whether none does."""
    folder.state()
    lower = [(config, config.upper) for config in folder.configs() if config.upper is not None]
    found = [(config.contour, upper.contour, one) for config, upper in lower for one in await _of(config, upper)]
    for contour, above, one in found:
        where = "equal" if one.seq is None else f"THEY DIFFER, first at number {one.seq}"
        print(f"{one.stream}, {contour} and {above}: {where} (exchanges: {one.exchanges})")
    differing = sum(one.seq is not None for _, _, one in found)
    print(f"{len(found)} streams compared by digest: {f'{differing} DIFFER' if differing else 'equal'}")
    return not differing


async def _of(config: Config, upper: Peer) -> list[Located]:
    key = keys.read(config.key)
    link = link_above(config, upper, key, Stop())
    link.client = await connect(link.url, key, link.passport, ca=config.ca)
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(config.logins["sync"])
    try:
        return await by_line(connection, config.contour, upper.contour, Up(link))
    finally:
        await connection.close()
        await discard(link.client)


async def by_line(sql: Sql, home: str, upper: str, line: Uplink) -> list[Located]:
    """Compare every stream that we tell the contour above, or hear from it, with the copy there."""
    found = []
    for row in await sql.fetch(TOLD, home, upper):
        ours = digest.here(sql, "outbox", row["stream"])
        found.append(await digest.locate(row["stream"], row["upto"], ours, digest.there(line, row["stream"])))
    for row in await sql.fetch(HEARD, upper):
        ours = digest.here(sql, "archive", row["stream"])
        found.append(await digest.locate(row["stream"], row["upto"], ours, digest.there(line, row["stream"])))
    return found
