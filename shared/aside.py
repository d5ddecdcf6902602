"""Compute for seconds in a process of its own, so that everybody else's pages are answered meanwhile."""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar, TypeVarTuple

from shared.parent import die_with

T = TypeVar("T")
Given = TypeVarTuple("Given")

# Below every contour: on a machine with two cores a page is answered first.
NICENESS = 10


async def aside(function: Callable[[*Given], T], *given: *Given) -> T:
    """Return what the function returns, or raise what it raises.

    A thread would hold Python's lock, and each page would wait for it dozens of times. The function and everything
    that it takes and returns must be picklable; starting the process costs some tenths of a second.
    """
    processes = ProcessPoolExecutor(1, get_context("spawn"), _begin, (os.getpid(),))
    try:
        return await asyncio.get_running_loop().run_in_executor(processes, function, *given)
    finally:
        processes.shutdown(wait=False)


def _begin(parent: int) -> None:
    if before := die_with(parent, signal.SIGKILL):
        before()
    os.nice(NICENESS)
