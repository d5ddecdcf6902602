"""What each command does; the exit code is the verdict."""

import asyncio
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable

from deploy import assets
from deploy.process import ROOT

Command = Callable[[Namespace], int]

CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
    "imports": ["importlinter.cli"],
    "documents": ["deploy.docs", "--check"],
}


def up(asked: Namespace) -> int:
    """Run the stack until Ctrl-C."""
    from deploy.up import up as run_stack

    assets.ensure()
    run_stack(asked.data, asked.port, fill=not asked.empty)
    return 0


def test(asked: Namespace) -> int:
    """Run pytest: everything on all cores, or what the arguments say."""
    assets.ensure()
    arguments = asked.rest or ["-n", str(max(2, os.cpu_count() or 2)), "--dist", "loadfile"]
    return _module("pytest", *arguments)


def check(asked: Namespace) -> int:
    """Run every gate, also after one has failed; print one verdict each."""
    failed = [name for name, (module, *arguments) in CHECKS.items() if _report(name, _module(module, *arguments))]
    print(f"check: {', '.join(failed)} failed" if failed else "check: all gates passed", flush=True)
    return 1 if failed else 0


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


def rebuild(asked: Namespace) -> int:
    """Make every service's tables again from its journal; fail when any table comes back different."""
    from deploy.tools import rebuild as rebuild_all

    return 0 if asyncio.run(rebuild_all(asked.data)) else 1


def verify(asked: Namespace) -> int:
    """Compare what speakers told with what listeners keep."""
    from deploy import verify as sides

    return 0 if asyncio.run(sides.verify(asked.data, wait=asked.wait)) else 1


def _module(name: str, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", name, *arguments], cwd=ROOT).returncode


def _report(name: str, code: int) -> bool:
    print(f"{name}: {'failed' if code else 'ok'}", flush=True)
    return code != 0
