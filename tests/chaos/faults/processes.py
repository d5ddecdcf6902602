"""Faults of processes: each may be killed, and each may stop answering for a while."""

import asyncio
import os
import signal
from contextlib import suppress

import asyncpg

from deploy.status import family
from tests.chaos.load import AWAY
from tests.chaos.stage import Stage


async def kill(stage: Stage, name: str) -> None:
    """Kill a process with SIGKILL."""
    stage.signal(name, signal.SIGKILL)


async def freeze(stage: Stage, name: str) -> None:
    """Stop a process with SIGSTOP for a while: it exists and does not answer."""
    pid = stage.signal(name, signal.SIGSTOP)
    try:
        await asyncio.sleep(stage.pause(2.5))
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


async def freeze_supervisor(stage: Stage) -> None:
    """Stop the supervisor for a while and kill another process, which nobody restarts meanwhile."""
    stage.signal("supervisor", signal.SIGSTOP)
    try:
        stage.signal(stage.chance.choice([*stage.configs, "nats"]), signal.SIGKILL)
        await asyncio.sleep(stage.pause(2.5))
    finally:
        stage.signal("supervisor", signal.SIGCONT)


async def kill_supervisor(stage: Stage) -> None:
    """Kill the supervisor, and with it all its children; then start the stack again."""
    stage.signal("supervisor", signal.SIGKILL)
    await asyncio.sleep(stage.pause(1))
    await stage.restart()


async def kill_backend(stage: Stage) -> None:
    """Kill one of PostgreSQL's backends: the whole cluster recovers."""
    children = family(stage.stack.pids()["postgres"])[1:]
    if children:
        with suppress(ProcessLookupError):
            os.kill(stage.chance.choice(children), signal.SIGKILL)


async def cut_backends(stage: Stage) -> None:
    """Close every connection to a contour's database."""
    config = stage.any_contour()
    with suppress(*AWAY):
        connection = await asyncpg.connect(config.logins["sync"], timeout=3)
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user "
            "and pid <> pg_backend_pid()"
        )
        await connection.close()
