"""What each command does; the exit code is the verdict."""

import asyncio
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy import assets
from deploy.process import ROOT

Command = Callable[[Namespace], int]

PYTHON = Path(sys.executable)
CHECKS: dict[str, list[str | Path]] = {
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "lint": [PYTHON, "-m", "ruff", "check", "."],
    "types": [PYTHON, "-m", "mypy"],
    "imports": [PYTHON.with_name("lint-imports")],
    "documents": [PYTHON, "-m", "deploy.docs", "--check"],
}

BENCHES = ("sync", "latency", "catchup", "snapshot", "growth", "figures", "pages", "budget")


def up(asked: Namespace) -> int:
    """Run the stack until Ctrl-C."""
    from deploy.up import up as run_stack

    assets.ensure()
    run_stack(asked.data, asked.port, fill=not asked.empty, line=asked.line, federated=asked.federation)
    return 0


def test(asked: Namespace) -> int:
    """Run pytest: everything, one worker more than there are cores, or what the arguments say."""
    assets.ensure(tests=True)
    # Every worker and dozens of processes read the same code: compiled once, also where nobody else keeps it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    arguments = asked.rest or ["-n", str((os.cpu_count() or 2) + 1), "--dist", "loadfile", "--no-loadscope-reorder"]
    return _run([PYTHON, "-m", "pytest", *arguments])


def simulate(asked: Namespace) -> int:
    """Run the simulation of the exchange; fail on any violation."""
    return _run([PYTHON, "-m", "tests.sync.simulate", *asked.rest])


def chaos(asked: Namespace) -> int:
    """Break real processes; fail when anything promised is not there at the end."""
    return _run([PYTHON, "-m", "tests.chaos", *asked.rest])


def bench(asked: Namespace) -> int:
    """Measure something."""
    return _run([PYTHON, "-m", f"tests.bench.{asked.what}", *asked.rest])


def check(asked: Namespace) -> int:
    """Run every gate, also after one has failed; print one verdict each."""
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    print(f"check: {', '.join(failed)} failed" if failed else "check: all gates passed", flush=True)
    return 1 if failed else 0


def docs(asked: Namespace) -> int:
    """Write the documents that are made from the code."""
    return _run([PYTHON, "-m", "deploy.docs"])


def status(asked: Namespace) -> int:
    """Show the running stack."""
    from deploy import status as shown

    asyncio.run(shown.show(asked.data, as_json=asked.json))
    return 0


def token(asked: Namespace) -> int:
    """Print an API token of an account; it is not shown again."""
    from deploy.tools import issue

    print(asyncio.run(issue(asked.data, asked.contour, asked.login)))
    return 0


def rotate_key(asked: Namespace) -> int:
    """Begin to change a college's key."""
    from deploy.tools import rotate_key as begin

    begin(asked.data, asked.contour)
    return 0


def rebuild(asked: Namespace) -> int:
    """Make every service's tables again from its journal; fail when any table comes back different."""
    from deploy.tools import rebuild as rebuild_all

    return 0 if asyncio.run(rebuild_all(asked.data)) else 1


def verify(asked: Namespace) -> int:
    """Compare what speakers told with what listeners keep."""
    from deploy import locate
    from deploy import verify as sides

    if asked.locate:
        return 0 if asyncio.run(locate.locate(asked.data)) else 1
    return 0 if asyncio.run(sides.verify(asked.data, wait=asked.wait)) else 1


# Their further arguments are not ours to know.
PASSED_ON = (test, simulate, chaos, bench)


def verify_statement(asked: Namespace) -> int:
    """Say what a file proves, without the system that it is about."""
    from deploy import statement

    return 0 if statement.verify(asked.file, dict(asked.key), asked.since) else 1


def recover(asked: Namespace) -> int:
    """Take back what a contour lost with its database."""
    from deploy import recover as recovering

    return 0 if asyncio.run(recovering.recover(asked.data, asked.contour, dry=asked.dry_run)) else 1


def frames_export(asked: Namespace) -> int:
    """Write a stream to a file."""
    from deploy import carry

    asked_for = carry.pack(asked.data, asked.contour, asked.stream, asked.after, asked.file, with_keys=asked.with_keys)
    return 0 if asyncio.run(asked_for) else 1


def frames_import(asked: Namespace) -> int:
    """Take in a file that another contour wrote."""
    from deploy import carry

    return 0 if asyncio.run(carry.unpack(asked.data, asked.contour, asked.file)) else 1


def _passes(name: str, command: Sequence[str | Path]) -> bool:
    passed = _run(command) == 0
    print(f"{name}: {'ok' if passed else 'failed'}", flush=True)
    return passed


def _run(command: Sequence[str | Path]) -> int:
    return subprocess.run(command, cwd=ROOT).returncode
