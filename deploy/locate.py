"""Find, by each college's own line, the first event in which its copy and the region's differ."""

import asyncpg

from deploy.folder import Folder
from shared.config import Config
from shared.sync import digest, keys, passport
from shared.sync.digest import Located
from shared.sync.line import Line
from shared.sync.loops import Stop
from shared.sync.nats.lines import Up
from shared.sync.nats.link import Link, connect, discard
from shared.sync.sql import Sql

TOLD = """
    select stream, least(seq, coalesce((select max(a.seq) from sync.audience a where a.stream = h.stream), 0)) as upto
    from sync.head h order by stream
"""
HEARD = "select stream, seq as upto from sync.followed where left_at is null order by stream"


async def locate(folder: Folder) -> bool:
    """Print where each stream of each college differs; say whether none does."""
    folder.state()
    colleges = [config for config in folder.configs() if config.region is not None]
    found = [(config.contour, one) for config in colleges for one in await _of(config)]
    for contour, one in found:
        where = "equal" if one.seq is None else f"THEY DIFFER, first at number {one.seq}"
        print(f"{one.stream}, {contour} and region: {where} (exchanges: {one.exchanges})")
    differing = sum(one.seq is not None for _, one in found)
    print(f"{len(found)} streams compared by digest: {f'{differing} DIFFER' if differing else 'equal'}")
    return not differing


async def _of(config: Config) -> list[Located]:
    key = keys.read(config.key)
    link = Link(config.nats_url, key, passport.read(config.nats_credentials), Stop())
    link.client = await connect(link.url, key, link.passport)
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(config.logins["sync"])
    try:
        return await by_line(connection, Up(link))
    finally:
        await connection.close()
        await discard(link.client)


async def by_line(sql: Sql, line: Line) -> list[Located]:
    """Compare every stream that we speak or follow with the copy at the other end."""
    found = []
    for row in await sql.fetch(TOLD):
        ours = digest.here(sql, "outbox", row["stream"])
        found.append(await digest.locate(row["stream"], row["upto"], ours, digest.there(line, row["stream"])))
    for row in await sql.fetch(HEARD):
        ours = digest.here(sql, "archive", row["stream"])
        found.append(await digest.locate(row["stream"], row["upto"], ours, digest.there(line, row["stream"])))
    return found
