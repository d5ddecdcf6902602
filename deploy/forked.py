"""A child process forked from us: it need not import again what we have imported."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from deploy.process import DidNotStart, be_called, open_log
from shared.parent import die_with

FORK = get_context("fork")


@dataclass(frozen=True)
class Forked:
    """A forked child; it has the same interface as `Running`."""

    name: str
    process: BaseProcess

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid or 0

    @property
    def alive(self) -> bool:
        """Tell whether it is running."""
        return self.process.is_alive()

    @property
    def ended(self) -> int | None:
        """Return its exit code, or the signal that ended it as a negative number; None while it lives."""
        return self.process.exitcode

    def wait(self) -> int | None:
        """Return its exit code when it has ended by itself."""
        self.process.join()
        return self.ended

    def ask_to_stop(self) -> None:
        """Send the signal that stops it."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    def stop(self, patience: float = 10) -> None:
        """Stop it; kill it when it does not end within `patience` seconds."""
        if self.alive:
            self.ask_to_stop()
        self.process.join(patience)
        if self.alive:
            self.process.kill()
            self.process.join()


def fork(name: str, live: Callable[[], None], log: Path) -> Forked:
    """Start a child that runs `live` and writes to `log`; it is killed whenever and however we die.

    Only while the main thread is the only one: a fork has no other threads and could wait for their locks for ever.
    """
    if others := threading.enumerate()[1:]:
        raise DidNotStart(f"a copy would wait for ever for what these threads do: {others}")
    process = FORK.Process(target=_begin, args=(name, live, log, os.getpid()), name=name)
    process.start()
    return Forked(name, process)


def _begin(name: str, live: Callable[[], None], log: Path, parent: int) -> None:
    """Detach from the parent: own process group, own output, default signal handlers."""
    os.setsid()
    if before := die_with(parent, signal.SIGKILL):
        before()
    be_called(name)
    for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(stopping, signal.SIG_DFL)
    log.parent.mkdir(parents=True, exist_ok=True)
    with open_log(log) as output:
        for number in (1, 2):
            os.dup2(output.fileno(), number)
    live()
