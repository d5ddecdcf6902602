"""A child process that ends with us, and the port it listens on."""

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from shared.parent import die_with

ROOT = Path(__file__).parent.parent
LOCALHOST = "127.0.0.1"
PR_SET_NAME = 15
# Below the range of outgoing connections on Linux: while a server restarts, no client can occupy its port.
PORTS = range(20_000, 32_000)


class DidNotStart(RuntimeError):
    """A program ended, or timed out, before it was ready."""


@dataclass(frozen=True)
class Owner:
    """The user and group of a child that refuses to run as root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Running:
    """A program that we started, and its address."""

    name: str
    address: str
    port: int
    process: subprocess.Popen[bytes]
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Tell whether it is running."""
        return self.process.poll() is None

    @property
    def ended(self) -> int | None:
        """Return its exit code, or the signal that ended it as a negative number; None while it lives."""
        return self.process.poll()

    def ask_to_stop(self) -> None:
        """Send the signal that stops it."""
        with suppress(ProcessLookupError):
            self.process.send_signal(self.stop_signal)

    def stop(self, patience: float = 10) -> None:
        """Stop it; kill it when it does not end within `patience` seconds."""
        self.ask_to_stop()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def open_log(log: Path) -> BinaryIO:
    """Open a log to append to it; only its owner reads it, also one that was made before."""
    log.touch(mode=0o600)
    log.chmod(0o600)
    return log.open("ab")


def spawn(
    command: Sequence[str | Path],
    log: Path,
    *,
    cwd: Path | None = None,
    owner: Owner | None = None,
    last_signal: signal.Signals,
) -> subprocess.Popen[bytes]:
    """Start a command with its output in `log`; it gets `last_signal` whenever and however we die."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open_log(log) as output:
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=owner.uid if owner else None,
            group=owner.gid if owner else None,
            extra_groups=[] if owner else None,
            # Its own group: Ctrl-C reaches only us, and we stop the children in order.
            start_new_session=True,
            preexec_fn=die_with(os.getpid(), last_signal),
        )


def be_called(name: str) -> None:
    """Set the name of this process in `top` and `ps`, at most 15 bytes."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def free_port() -> int:
    """Return a free port of this machine."""
    for port in random.sample(PORTS, 200):
        if is_free(port):
            return port
    raise DidNotStart(f"no free port between {PORTS.start} and {PORTS.stop}")


def is_free(port: int, host: str = LOCALHOST) -> bool:
    """Tell whether we could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(port: int, host: str = LOCALHOST) -> bool:
    """Tell whether a program accepts connections there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, patience: float) -> None:
    """Return when `ready`; DidNotStart, with the end of the log, if the process ends first or after `patience` s."""
    deadline = time.monotonic() + patience
    while not ready():
        ended = process.poll() is not None
        if ended or time.monotonic() > deadline:
            process.kill()
            process.wait()
            tail = log.read_text("utf-8", "replace")[-2000:] if log.exists() else ""
            raise DidNotStart(f"{process.args!r} {'ended' if ended else f'was not ready after {patience} s'}:\n{tail}")
        time.sleep(0.01)
