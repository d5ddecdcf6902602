"""`run.py chaos`: real processes, real faults, people at work meanwhile; exit 1 unless all that was promised is there.

A stack of its own with the demo, in a directory and on ports of its own. Every fault comes from the seed; when it comes
to whom, in what state, is the machine's doing.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec
import structlog

from deploy.folder import Folder
from deploy.process import free_port
from shared import config
from shared.config import By, Config
from tests.chaos.checks import Verdict, judge
from tests.chaos.faults import Harm
from tests.chaos.load import Ledger, look_on, work
from tests.chaos.wire import Wire
from tests.stack import Stack

EVERY = 1.0


async def run(stack: Stack, faults: int, seed: int, by: By = "nats") -> tuple[Ledger, Counter[str], Verdict]:
    """Break things while people work, then judge."""
    chance = random.Random(seed)
    folder = Folder(stack.data)
    region, *colleges = folder.configs()
    line = Wire(region.port if by == "https" else int(region.nats_url.rpartition(":")[2]))
    await line.lay(free_port())
    _reroute(stack, folder, colleges, line, by)
    harm = Harm(stack, region, colleges, line, chance)
    ledger, stop = Ledger(), asyncio.Event()
    people = [work(college, ledger, random.Random(f"{seed}{college.contour}"), stop) for college in colleges]
    async with asyncio.TaskGroup() as group:
        for task in (*people, look_on(region, colleges, ledger, stop)):
            group.create_task(task)
        await _until_at_work(ledger, colleges)
        done = await _break(harm, faults)
        await asyncio.sleep(1)
        stop.set()
    await asyncio.to_thread(_until_healthy, stack)
    verdict = await judge(folder, region, colleges, ledger)
    await line.close()
    return ledger, done, verdict


def _reroute(stack: Stack, folder: Folder, colleges: list[Config], line: Wire, by: By) -> None:
    """Let the colleges reach the region by the line that we can cut."""
    for college in colleges:
        address = f"127.0.0.1:{line.port}"
        assert college.upper is not None
        if by == "https":
            upper = msgspec.structs.replace(college.upper, url=f"http://{address}")
            rerouted = msgspec.structs.replace(college, line=by, upper=upper)
        else:
            rerouted = msgspec.structs.replace(college, nats_url=f"nats://{address}")
        config.write(rerouted, folder.config(college.contour))
        stack.kill(college.contour)


async def _until_at_work(ledger: Ledger, colleges: list[Config]) -> None:
    """Break nothing before everybody has begun."""
    while not all(ledger.promised.get(college.contour) for college in colleges):
        await asyncio.sleep(0.05)


async def _break(harm: Harm, faults: int) -> "Counter[str]":
    """One fault after the other; every kind comes before any comes again."""
    done: Counter[str] = Counter()
    kinds = harm.kinds()
    order: list[str] = []
    for _ in range(faults):
        if not order:
            order = harm.chance.sample(sorted(kinds), len(kinds))
        kind = order.pop()
        await kinds[kind]()
        done[kind] += 1
        await asyncio.sleep(harm.chance.random() * EVERY)
    return done


def _until_healthy(stack: Stack) -> None:
    deadline = time.monotonic() + 60
    while not stack.healthy() and time.monotonic() < deadline:
        time.sleep(0.1)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser("run.py chaos")
    parser.add_argument("--faults", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--line", choices=("nats", "https"), default="nats", help="by what the colleges call")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="podrost-chaos-", ignore_cleanup_errors=True) as name:
        stack = Stack(Path(name) / "data")
        try:
            stack.up()
            ready = time.monotonic() - begun
            ledger, done, verdict = asyncio.run(run(stack, asked.faults, asked.seed, asked.line))
        finally:
            _end(stack)
    print(f"seed {asked.seed}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"faults {done.total()}: {', '.join(f'{kind} {n}' for kind, n in sorted(done.items()))}")
    print(f"facts promised {ledger.count}, refused by a broken database {ledger.failed}, looks on {ledger.looks}")
    took = time.monotonic() - begun
    print(f"ready after {ready:.1f} s, whole {verdict.seconds:.1f} s after the last fault, {took:.1f} s in all")
    for violation in verdict.violations:
        print(f"VIOLATION: {violation}")
    print(
        f"{verdict.lost} lost, {verdict.doubled} doubled, {verdict.disordered} out of order, "
        f"{len(verdict.violations)} violations"
    )
    sys.exit(0 if verdict.clean else 1)


def _end(stack: Stack) -> None:
    """End the stack, also one that hangs."""
    if stack.process is not None and stack.process.poll() is None:
        stack.process.send_signal(signal.SIGCONT)
        stack.stop()


if __name__ == "__main__":
    main()
