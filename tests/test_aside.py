"""What is computed aside answers, raises, and does not outlive whoever asked for it."""

import asyncio
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from shared.aside import NICENESS, aside


def nice_of_child() -> int:
    return os.nice(0)


def break_down() -> None:
    raise ValueError("не вышло")


def wait(mark: str) -> None:
    Path(mark).write_text(str(os.getpid()), "ascii")
    time.sleep(60)


async def test_it_computes_below_every_page() -> None:
    assert await aside(nice_of_child) == os.nice(0) + NICENESS


async def test_it_raises_what_the_function_raises() -> None:
    with pytest.raises(ValueError, match="не вышло"):
        await aside(break_down)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has died")
async def test_a_killed_parent_leaves_no_child(tmp_path: Path) -> None:
    mark = tmp_path / "child"
    code = (
        "import asyncio; from shared.aside import aside; from tests.test_aside import wait; "
        f"asyncio.run(aside(wait, {str(mark)!r}))"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", code)
    async with asyncio.timeout(20):
        while not mark.exists() or not mark.read_text("ascii"):
            await asyncio.sleep(0.05)
        child = int(mark.read_text("ascii"))
        parent.kill()
        await parent.wait()
        while lives(child):
            await asyncio.sleep(0.05)


def lives(pid: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, 0)
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text("ascii")
    return False
