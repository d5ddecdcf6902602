"""`run.py chaos`: real processes, real faults, people at work meanwhile; exit 1 if anything promised is missing.

It uses a stack of its own with the demo, in its own directory, on its own ports and disks. The seed decides the faults;
the state in which each hits a process depends on the machine.
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
from functools import partial
from pathlib import Path

import structlog

from tests.chaos.checks import CHECKS, archives_are_prefixes, judge
from tests.chaos.faults import kinds
from tests.chaos.ledger import Ledger
from tests.chaos.load import AWAY, college_works, region_works, visit
from tests.chaos.quiet import lose_the_tail
from tests.chaos.stage import Stage
from tests.chaos.verdict import Verdict
from tests.stack import Stack

EVERY = 0.6
LOOK_EVERY = 0.5


async def run(stage: Stage, faults: int) -> tuple["Counter[str]", Verdict]:
    """Inject faults while people work, lose one more fact without further traffic, then check."""
    await stage.open()
    tokens, stop = await stage.tokens(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for name in stage.configs:
            chance = random.Random(f"{stage.chance.random()} {name}")
            works = region_works if name == stage.region.contour else college_works
            group.create_task(works(partial(stage.configs.__getitem__, name), stage.ledger, chance, stop))
        for stream, person in stage.ledger.by_doors:
            name = stream.partition(".")[2]
            where = partial(stage.configs.__getitem__, name)
            group.create_task(visit(where, tokens[name], person, stage.ledger, stop))
        group.create_task(look_on(stage, stop))
        await _until_at_work(stage)
        done = await _break(stage, faults)
        await asyncio.sleep(1)
        stop.set()
    await stage.healthy()
    await lose_the_tail(stage)
    verdict = await judge(stage)
    await stage.line.close()
    return done, verdict


async def _until_at_work(stage: Stage) -> None:
    """Wait until everybody works, before the first fault."""
    ledger = stage.ledger
    while not all([*(ledger.promised.get(stream) for stream, _ in ledger.by_doors), *ledger.by_doors.values()]):
        await asyncio.sleep(0.05)


async def look_on(stage: Stage, stop: asyncio.Event) -> None:
    """Check I5 during the faults."""
    while not stop.is_set():
        try:
            async with asyncio.timeout(5):
                for violation in await archives_are_prefixes(stage, Verdict()):
                    stage.ledger.accuse(violation)
            stage.ledger.looks += 1
        except AWAY:
            pass  # a database is unreachable; the next check is soon
        await asyncio.sleep(LOOK_EVERY)


async def _break(stage: Stage, faults: int) -> "Counter[str]":
    """Inject one fault after another; every kind comes once before any repeats."""
    done: Counter[str] = Counter()
    found = kinds(stage)
    order: list[str] = []
    for _ in range(faults):
        if not order:
            order = stage.chance.sample(sorted(found), len(found))
        kind = order.pop()
        begun = time.monotonic()
        stage.ledger.note(kind)
        await found[kind](stage)
        done[kind] += 1
        stage.ledger.took[kind] = stage.ledger.took.get(kind, 0) + time.monotonic() - begun
        await asyncio.sleep(stage.chance.random() * EVERY)
    return done


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser("run.py chaos")
    parser.add_argument("--faults", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--line", choices=("nats", "https"), default="nats", help="by what the colleges call")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for goodbye in (signal.SIGTERM, signal.SIGHUP):  # a signal that ends us must also end the stack
        signal.signal(goodbye, signal.default_int_handler)
    print(f"seed {asked.seed}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="podrost-chaos-", ignore_cleanup_errors=True) as name:
        stage = Stage(Stack(Path(name) / "data"), random.Random(asked.seed), asked.line)
        clean = False
        try:
            stage.up()
            ready = time.monotonic() - begun
            done, verdict = asyncio.run(run(stage, asked.faults))
            clean = verdict.clean
        finally:
            if not clean:
                print(stage.last_words(), file=sys.stderr, flush=True)
            stage.end()
    say(stage, done, verdict)
    took = time.monotonic() - begun
    print(f"ready after {ready:.1f} s, even {verdict.seconds:.1f} s after the last, {took:.1f} s in all")
    sum_up(verdict)
    sys.exit(0 if verdict.clean else 1)


def say(stage: Stage, done: "Counter[str]", verdict: Verdict) -> None:
    """Print the faults and the checks."""
    ledger: Ledger = stage.ledger
    took = sorted(done, key=lambda kind: -ledger.took[kind])
    print(f"faults {done.total()}: {', '.join(f'{kind} {done[kind]} ({ledger.took[kind]:.1f} s)' for kind in took)}")
    if stage.no_disks:
        print(f"SKIPPED: full disks, because {stage.no_disks}")
    print(
        f"facts promised {ledger.count}, {ledger.count_by_doors} of them by the doors; "
        f"refused meanwhile {ledger.failed + ledger.unanswered.total()}; set aside and re-run {len(ledger.waited)}; "
        f"known only to a database that was then restored older {ledger.forgone}"
    )
    print("; ".join(f"{what} after {seconds:.1f} s at most" for what, seconds in ledger.measured.items()))
    looked = ", ".join(f"{name} {verdict.looked[name]}" for name in CHECKS)
    print(f"looked at: {looked}; during the run I5 {ledger.looks} times")


def sum_up(verdict: Verdict) -> None:
    """Print the violations; the last line is the summary."""
    for violation in verdict.violations:
        print(f"VIOLATION {violation}")
    for late in verdict.late:
        print(f"OUT OF ORDER {late}")
    print(
        f"{verdict.lost} lost, {verdict.doubled} doubled, {verdict.disordered} out of order, "
        f"{len(verdict.violations)} violations of the invariants I1–I9"
    )


if __name__ == "__main__":
    main()
