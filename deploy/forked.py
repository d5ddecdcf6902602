"""A child that begins as a copy of us: what we have read in, it need not read again."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from deploy.process import DidNotStart, be_called, die_with

FORK = get_context("fork")


@dataclass(frozen=True)
class Forked:
    """A copy of us at other work; to whoever watches over it, it is what `Running` is."""

    name: str
    process: BaseProcess

    @property
    def pid(self) -> int:
        """The process, as the operator sees it."""
        return self.process.pid or 0

    @property
    def alive(self) -> bool:
        """Say whether it has not ended."""
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
        """Send the signal it ends at."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)

    def stop(self, patience: float = 10) -> None:
        """Ask it to end, and insist when it does not."""
        if self.alive:
            self.ask_to_stop()
        self.process.join(patience)
        if self.alive:
            self.process.kill()
            self.process.join()


def fork(name: str, live: Callable[[], None], log: Path) -> Forked:
    """Begin a child that lives so, writes to `log` and is killed when we die, however we die.

    Only while the main thread is the only one: a copy has none of the others, and would wait for them for ever.
    """
    if others := threading.enumerate()[1:]:
        raise DidNotStart(f"a copy would wait for ever for what these threads do: {others}")
    process = FORK.Process(target=_begin, args=(name, live, log, os.getpid()), name=name)
    process.start()
    return Forked(name, process)


def _begin(name: str, live: Callable[[], None], log: Path, parent: int) -> None:
    """Become somebody else: own group, own output, no habit of the parent's."""
    os.setsid()
    if before := die_with(parent, signal.SIGKILL):
        before()
    be_called(name)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        for number in (1, 2):
            os.dup2(output.fileno(), number)
    live()
