"""A short run of the faults finds nothing wrong; and where something is wrong, the judge finds it."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from deploy.folder import Folder
from deploy.process import ROOT
from tests.chaos.checks import Verdict, judge
from tests.chaos.load import Ledger, work
from tests.stack import Stack

pytestmark = pytest.mark.slow


def test_ten_faults_lose_double_and_reorder_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.chaos", "--faults", "10"], cwd=ROOT, text=True, capture_output=True, timeout=300
    )
    print(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr[-3000:]
    assert run.stdout.splitlines()[-1] == "0 lost, 0 doubled, 0 out of order, 0 violations"


@pytest.fixture
def stack(scratch: Path) -> Iterator[Stack]:
    stack = Stack(scratch / "judged")
    stack.up()
    yield stack
    stack.stop()


def test_the_judge_finds_a_broken_promise_a_lost_row_and_a_changed_table(stack: Stack) -> None:
    folder = Folder(stack.data)
    region, *colleges = folder.configs()

    async def told() -> Ledger:
        ledger, stop = Ledger(), asyncio.Event()

        async def enough() -> None:
            while ledger.count < 20:
                await asyncio.sleep(0.05)
            stop.set()

        await asyncio.gather(enough(), *(work(college, ledger, random.Random(1), stop) for college in colleges))
        return ledger

    async def judged(ledger: Ledger, *harm: str) -> Verdict:
        owner = await asyncpg.connect(folder.owners()["region"])
        for statement in harm:
            await owner.execute("set app.organizations = '*'")
            await owner.execute(statement)
        await owner.close()
        return await judge(folder, region, colleges, ledger, patience=2)

    ledger = asyncio.run(told())
    assert asyncio.run(judged(ledger)).clean

    ledger.promised["btlh"].add(uuid4())
    broken = asyncio.run(judged(ledger))
    assert (broken.lost, broken.violations) == (1, [])

    changed = asyncio.run(judged(ledger, "update monitoring.staff set teachers = teachers + 1"))
    assert [violation[:2] for violation in changed.violations] == ["I4"]

    gone = (
        "delete from sync.archive where (stream, seq) = (select stream, max(seq) from sync.archive group by 1 limit 1)"
    )
    lost = asyncio.run(judged(Ledger(ledger.promised), gone))
    assert any("has nothing from number" in violation for violation in lost.violations)
