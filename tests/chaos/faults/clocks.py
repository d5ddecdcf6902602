"""Faults of clocks: a contour's clock is an hour fast or slow for a while."""

import asyncio
import signal

from tests.chaos.stage import Stage

HOUR = 3600.0


async def mistake(stage: Stage, contour: str, seconds: float) -> None:
    """Give a contour a wrong clock for a while; a process reads the offset when it starts."""
    await _set(stage, contour, seconds)
    await asyncio.sleep(1 + stage.pause(1))
    await _set(stage, contour, 0)


async def _set(stage: Stage, contour: str, seconds: float) -> None:
    stage.describe(contour, clock_offset=seconds)
    stage.signal(contour, signal.SIGKILL)
