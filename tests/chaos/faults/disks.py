"""Faults of disks: after a full disk every process recovers, and nothing acknowledged is lost."""

import asyncio
import signal
from contextlib import suppress

from tests.chaos.load import AWAY
from tests.chaos.stage import Stage

SEGMENTS = 12


async def fill(stage: Stage, name: str) -> None:
    """Fill a disk for a while."""
    stage.disks[name].fill()
    try:
        await asyncio.sleep(0.5 + stage.pause(1.5))
    finally:
        stage.disks[name].free()


async def fill_machine(stage: Stage) -> None:
    """Fill the disk of the whole machine, with PostgreSQL's write-ahead log, which uses up its reserve."""
    stage.disks["machine"].fill()
    try:
        with suppress(*AWAY):
            async with asyncio.timeout(3), stage.ruling() as admin:
                for number in range(SEGMENTS):
                    await admin.execute("select pg_logical_emit_message(false, 'full', $1)", str(number))
                    await admin.execute("select pg_switch_wal()")
        # A process that dies now is restarted by a supervisor that cannot write its state.
        stage.signal(stage.chance.choice([*stage.configs, "nats"]), signal.SIGKILL)
        await asyncio.sleep(stage.pause(1.5))
    finally:
        stage.disks["machine"].free()
