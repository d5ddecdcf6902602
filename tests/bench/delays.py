"""The latency of facts, by PostgreSQL's commit timestamps on both sides."""

from math import inf

import asyncpg

from tests.bench.stage import College, Stage, admin_of

TOLD = """
    select seq, extract(epoch from pg_xact_commit_timestamp(xmin))::float8 as at from sync.outbox where stream = $1
"""
SHOWN = """
    select n.seq, extract(epoch from pg_xact_commit_timestamp(j.xmin))::float8 as at
    from monitoring.journal j, generate_series(j.seq, j.through) as n (seq) where j.stream = $1
"""


async def delays_of(stage: Stage, college: College, begun: float = 0, until: float = inf) -> list[float]:
    """Return, for each fact told in that interval, the seconds from the college's commit to monitoring's."""
    told = await _committed(admin_of(stage, college.config.contour), TOLD, college.stream)
    shown = await _committed(admin_of(stage, "region"), SHOWN, college.stream)
    return [shown[seq] - at for seq, at in told.items() if begun <= at <= until]


async def _committed(dsn: str, moments: str, stream: str) -> dict[int, float]:
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(moments, stream)
    await connection.close()
    return {row["seq"]: row["at"] for row in rows}
