"""What must hold when it is quiet again: I1–I5 and I7 of the plan, as counts of what is wrong."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import asyncpg
import msgspec

from deploy import tools
from deploy.folder import Folder
from deploy.verify import compare
from shared.config import Config
from tests.chaos.load import AWAY, Ledger

PATIENCE = 60.0


@dataclass
class Verdict:
    """How it ended."""

    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.disordered or self.violations)


async def judge(
    folder: Folder, region: Config, colleges: Sequence[Config], ledger: Ledger, patience: float = PATIENCE
) -> Verdict:
    """Wait until both sides are equal, then look at everything."""
    verdict = Verdict(violations=ledger.violations)
    await _settle(verdict, region, colleges, patience)
    for college in colleges:
        await _facts(verdict, region, college, ledger)
    await _alarms(verdict, [region, *colleges])
    try:
        same = await tools.rebuild(folder)
    except msgspec.ValidationError as error:  # what the journal refers to is not there any more
        verdict.violations.append(f"I4: there is no rebuilding: {error}")
    else:
        verdict.violations += [] if same else ["I4: a rebuild from the journal gives other tables"]
    return verdict


async def _settle(verdict: Verdict, region: Config, colleges: Sequence[Config], patience: float) -> None:
    """I1, I2, I7: row by row equal, chained from the first number without a hole, within a minute; and projected."""
    begun, wrong = time.monotonic(), ["nothing was compared"]
    while wrong and time.monotonic() - begun < patience:
        try:
            wrong = [str(one) for one in await compare([region, *colleges]) if one.wrong]
            wrong += [] if wrong else await _lagging(region)
        except AWAY as error:
            wrong = [f"the database is away: {error!r}"]
        if wrong:
            await asyncio.sleep(0.2)
    verdict.seconds = time.monotonic() - begun
    verdict.violations += [f"I1, I2, I7: after {patience} s: {one}" for one in wrong]


LAGGING = """
    select f.stream from sync.followed f left join monitoring.heard h on h.stream = f.stream
    where f.seq > coalesce(h.seq, 0)
"""


async def _lagging(region: Config) -> list[str]:
    connection = await asyncpg.connect(region.logins["monitoring"])
    try:
        return [f"monitoring lags at {row['stream']}" for row in await connection.fetch(LAGGING)]
    finally:
        await connection.close()


TOLD = "select id, seq, name from sync.outbox where stream = $1 order by seq"
HEARD = "select seq, name from monitoring.journal where stream = $1 order by position"


async def _facts(verdict: Verdict, region: Config, college: Config, ledger: Ledger) -> None:
    """What was promised is told; what was told came to effect in monitoring once, and in order (I3)."""
    stream = f"programs.{college.contour}"
    here, there = await asyncpg.connect(region.logins["monitoring"]), await asyncpg.connect(college.logins["sync"])
    try:
        told = await there.fetch(TOLD, stream)
        await here.execute("select set_config('app.organizations', '*', false)")
        heard = [row["seq"] for row in await here.fetch(HEARD, stream)]
        parked = await here.fetchval("select count(*) from monitoring.parked where stream = $1", stream)
    finally:
        await here.close()
        await there.close()
    ids = [row["id"] for row in told]
    projected = {row["seq"] for row in told if row["name"] in ("programs.need_marked.v1", "programs.need_lifted.v1")}
    verdict.lost += len(ledger.promised[college.contour] - set(ids)) + len(projected - set(heard))
    verdict.doubled += len(ids) - len(set(ids)) + len(heard) - len(set(heard))
    verdict.disordered += sum(later < earlier for earlier, later in pairwise(heard))
    if parked:
        verdict.violations.append(f"I3: {parked} events of {stream} are parked")


async def _alarms(verdict: Verdict, configs: Sequence[Config]) -> None:
    """Forged frames raise an alarm; that anybody sees a fork would be our own doing."""
    for config in configs:
        connection = await asyncpg.connect(config.logins["sync"])
        forks = await connection.fetch(
            """select stream, alarm from sync.followed where alarm like 'FORK%'
               union all select stream, alarm from sync.audience where alarm like 'FORK%'
               union all select stream, why from sync.quarantine where verdict = 'FORK'"""
        )
        await connection.close()
        verdict.violations += [f"{config.contour}: {row['stream']}: {row['alarm']}" for row in forks]
