"""The commands; each returns its exit code."""

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

OF_A_STACK = ("pages", "hostile")
BENCHES = ("sync", "latency", "catchup", "snapshot", "growth", "figures", "pages", "hostile", "budget")


def up(arguments: Namespace) -> int:
    """Run the stack until Ctrl-C."""
    from deploy.up import up as run_stack

    assets.ensure()
    run_stack(
        arguments.data,
        arguments.port,
        fill=not arguments.empty,
        line=arguments.line,
        federated=arguments.federation,
        training=arguments.training,
    )
    return 0


def test(arguments: Namespace) -> int:
    """Run pytest: everything, one worker more than there are cores, or what the arguments say."""
    assets.ensure(tests=True)
    # Write bytecode even where the environment forbids it: the workers and dozens of processes import the same code.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    options = arguments.rest or ["-n", str((os.cpu_count() or 2) + 1), "--dist", "loadfile", "--no-loadscope-reorder"]
    return _run([PYTHON, "-m", "pytest", *options])


def simulate(arguments: Namespace) -> int:
    """Run the simulation of the exchange; fail on any violation."""
    return _run([PYTHON, "-m", "tests.sync.simulate", *arguments.rest])


def chaos(arguments: Namespace) -> int:
    """Break real processes; fail when anything promised is missing at the end."""
    return _run([PYTHON, "-m", "tests.chaos", *arguments.rest])


def bench(arguments: Namespace) -> int:
    """Measure something; what measures a running stack is told which one."""
    stack = ["--data", str(arguments.data.root)] if arguments.what in OF_A_STACK else []
    return _run([PYTHON, "-m", f"tests.bench.{arguments.what}", *stack, *arguments.rest])


def check(arguments: Namespace) -> int:
    """Run every gate, even after one has failed; print a verdict for each."""
    failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    print(f"check: {', '.join(failed)} failed" if failed else "check: all gates passed", flush=True)
    return 1 if failed else 0


def docs(arguments: Namespace) -> int:
    """Write the documents generated from the code."""
    return _run([PYTHON, "-m", "deploy.docs"])


def status(arguments: Namespace) -> int:
    """Show the running stack."""
    from deploy import status as shown

    asyncio.run(shown.show(arguments.data, as_json=arguments.json))
    return 0


def token(arguments: Namespace) -> int:
    """Print a new API token of an account; it is shown only once."""
    from deploy.tools import issue
    from shared.identity.tokens import WHOLE

    print(asyncio.run(issue(arguments.data, arguments.contour, arguments.login, arguments.scope or WHOLE)))
    return 0


def clock(arguments: Namespace) -> int:
    """Move the day of a training stack forward, day by day."""
    from deploy import days

    asyncio.run(days.play(arguments.data, arguments.to))
    return 0


def rotate_key(arguments: Namespace) -> int:
    """Start a college's change of key."""
    from deploy.tools import rotate_key as begin

    begin(arguments.data, arguments.contour)
    return 0


def rebuild(arguments: Namespace) -> int:
    """Rebuild every service's tables from its journal; fail when a table differs afterwards."""
    from deploy.tools import rebuild as rebuild_all

    return 0 if asyncio.run(rebuild_all(arguments.data)) else 1


def verify(arguments: Namespace) -> int:
    """Compare what speakers told with what listeners hold."""
    from deploy import locate
    from deploy import verify as sides

    if arguments.locate:
        return 0 if asyncio.run(locate.locate(arguments.data)) else 1
    return 0 if asyncio.run(sides.verify(arguments.data, wait=arguments.wait)) else 1


# These commands get their further arguments unparsed.
PASSED_ON = (test, simulate, chaos, bench)


def verify_statement(arguments: Namespace) -> int:
    """Print what a file proves; needs no running system."""
    from deploy import statement

    return 0 if statement.verify(arguments.file, dict(arguments.key), arguments.since) else 1


def recover(arguments: Namespace) -> int:
    """Bring back what a contour lost with its database."""
    from deploy import recover as recovering

    return 0 if asyncio.run(recovering.recover(arguments.data, arguments.contour, dry=arguments.dry_run)) else 1


def frames_export(arguments: Namespace) -> int:
    """Write a stream to a file."""
    from deploy import carry

    packing = carry.pack(
        arguments.data,
        arguments.contour,
        arguments.stream,
        arguments.after,
        arguments.file,
        with_keys=arguments.with_keys,
    )
    return 0 if asyncio.run(packing) else 1


def frames_import(arguments: Namespace) -> int:
    """Import a file that another contour wrote."""
    from deploy import carry

    return 0 if asyncio.run(carry.unpack(arguments.data, arguments.contour, arguments.file)) else 1


def _passes(name: str, command: Sequence[str | Path]) -> bool:
    passed = _run(command) == 0
    print(f"{name}: {'ok' if passed else 'failed'}", flush=True)
    return passed


def _run(command: Sequence[str | Path]) -> int:
    return subprocess.run(command, cwd=ROOT).returncode
