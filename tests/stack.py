"""A whole stack for tests that need one: real processes in their own data directory, on their own ports."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import asyncpg

from deploy.folder import Folder
from deploy.health import healthy
from deploy.process import ROOT, is_free
from shared.parent import die_with

PATIENCE = 90.0
# For contours, apart from the ports that servers take for themselves: nobody takes a neighbor's meanwhile.
NEIGHBORS = range(10_000, 20_000)


class Stack:
    """`run.py up` on a data directory, as a person would run it."""

    def __init__(self, data: Path, *options: str, prefix: Sequence[str] = (), **environment: str) -> None:
        """`prefix` may start it as somebody else; `environment` is added to ours."""
        self.data = data
        self.contours = 4 if "--federation" in options else 3
        self.port = free_ports(self.contours)
        self.options = options
        self.python = [*prefix, sys.executable]
        self.environment = os.environ | {"PYTHONPATH": str(ROOT)} | environment
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def output(self) -> Path:
        """The file of its output."""
        return self.data.with_suffix(".out")

    def begin(self) -> Path:
        """Start it without waiting; return the file of its output."""
        command = [*self.python, "-m", "deploy.cli", "up", "--data", str(self.data), "--port", str(self.port)]
        with self.output.open("w") as file:
            self.process = subprocess.Popen(
                [*command, *self.options],
                cwd=ROOT,
                env=self.environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                preexec_fn=die_with(os.getpid(), signal.SIGTERM),
            )
        return self.output

    def up(self) -> str:
        """Start it; return the last line, which it prints when it serves."""
        output = self.begin()
        assert self.process is not None
        process = self.process
        eventually(lambda: "\nReady." in f"\n{output.read_text()}" or process.poll() is not None, "the stack is ready")
        assert process.poll() is None, output.read_text()
        return output.read_text().splitlines()[-1]

    def ask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command on the same data directory."""
        command = [*self.python, "-m", "deploy.cli", *arguments, "--data", str(self.data)]
        return subprocess.run(command, cwd=ROOT, env=self.environment, text=True, capture_output=True, timeout=180)

    def status(self) -> dict[str, Any]:
        """Return what `run.py status` says."""
        answer = self.ask("status", "--json")
        assert answer.returncode == 0, answer.stderr
        found: dict[str, Any] = json.loads(answer.stdout)
        return found

    def pids(self) -> dict[str, int]:
        """Return the processes by name, as the supervisor wrote them down."""
        state = json.loads((self.data / "state.json").read_bytes())
        return {"supervisor": state["pid"], **state["pids"]}

    def kill(self, name: str) -> int:
        """Kill a process so that it cannot say goodbye."""
        pid = self.pids()[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def healthy(self) -> bool:
        """Say whether all contours answer."""
        return all(healthy(f"http://127.0.0.1:{self.port + offset}") for offset in range(self.contours))

    def stop(self) -> int:
        """Press Ctrl-C; return the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


def eventually(true: Callable[[], bool], what: str, patience: float = PATIENCE, *, pause: float = 0.05) -> None:
    """Return when it has become true; fail after `patience` seconds."""
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, f"not within {patience} s: {what}"
        time.sleep(pause)


def lives(pid: int) -> bool:
    """Say whether a process is there and is more than its own gravestone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free_ports(count: int) -> int:
    """Return the first of so many neighboring free ports; two who choose at once hardly choose the same."""
    for port in random.SystemRandom().sample(NEIGHBORS[:-count:count], 200):
        if all(is_free(port + offset) for offset in range(count)):
            return port
    raise AssertionError(f"no {count} free ports")


def rows(stack: Stack, contour: str, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Return what the owner of a contour's database sees there."""

    async def ask() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(Folder(stack.data).owners()[contour])
        try:
            await connection.execute("select set_config('app.organizations', '*', false)")
            return [tuple(row) for row in await connection.fetch(sql, *values)]
        finally:
            await connection.close()

    return asyncio.run(ask())
