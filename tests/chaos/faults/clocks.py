"""What happens to clocks: a contour wakes up an hour early or late, and is set right again."""

import asyncio
import signal

from tests.chaos.stage import Stage

HOUR = 3600.0


async def mistake(stage: Stage, contour: str, seconds: float) -> None:
    """Let a contour go by a wrong clock for a while; a process reads how wrong when it starts."""
    await _set(stage, contour, seconds)
    await asyncio.sleep(1 + stage.pause(1))
    await _set(stage, contour, 0)


async def _set(stage: Stage, contour: str, seconds: float) -> None:
    stage.describe(contour, clock_offset=seconds)
    stage.signal(contour, signal.SIGKILL)
