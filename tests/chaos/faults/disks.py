"""What happens when a disk is full: nobody falls silent for good, and nothing acknowledged is lost."""

import asyncio
import signal
from contextlib import suppress

from tests.chaos.load import AWAY
from tests.chaos.stage import Stage

SEGMENTS = 12


async def fill(stage: Stage, name: str) -> None:
    """Let a disk have no more room for a while."""
    stage.disks[name].fill()
    try:
        await asyncio.sleep(0.5 + stage.pause(1.5))
    finally:
        stage.disks[name].free()


async def fill_machine(stage: Stage) -> None:
    """The same with everything of one machine, PostgreSQL's log first: it comes to the end of what it laid up."""
    stage.disks["machine"].fill()
    try:
        with suppress(*AWAY):
            async with asyncio.timeout(3), stage.ruling() as admin:
                for number in range(SEGMENTS):
                    await admin.execute("select pg_logical_emit_message(false, 'full', $1)", str(number))
                    await admin.execute("select pg_switch_wal()")
        # Whoever ends now is started again by a supervisor that cannot write down that it did.
        stage.signal(stage.chance.choice([*stage.configs, "nats"]), signal.SIGKILL)
        await asyncio.sleep(stage.pause(1.5))
    finally:
        stage.disks["machine"].free()
