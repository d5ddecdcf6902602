#!/usr/bin/env python3
"""The one door: `run.py up`, `run.py test`, `run.py check`, … (`run.py --help` lists them).

Needs Python 3.11 or newer and pip, nothing else. This file makes the environment from the locks that a command needs
and steps into it; what the commands do is in deploy/cli.py. The environment is .venv; another Python gets one of its
own beside it, so that it changes nothing under a stack that runs.
"""

import fcntl
import os
import re
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent
# What a contour needs, then what one machine needs on top of it (PostgreSQL and NATS), then what tests and gates need.
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-local.lock"]
TEST_LOCK = ROOT / "requirements-test.lock"
TESTING = {"test", "check", "simulate", "chaos", "bench", "docs"}
TRIES = 3


def environment(first: Path = ROOT / ".venv") -> Path:
    """Return the environment of this Python: the first one made here, unless that is of another version."""
    ours = ".".join(map(str, sys.version_info[:3]))
    try:
        noted = re.search(r"^version(?:_info)? *= *(\d+\.\d+\.\d+)", (first / "pyvenv.cfg").read_text("utf-8"), re.M)
    except FileNotFoundError:
        return first
    return first if noted is None or noted[1] == ours else first.with_name(f"{first.name}-{ours}")


VENV = environment()
PYTHON = VENV / "bin" / "python"


def main() -> None:
    """Make the environment if it is missing or old, and become the command."""
    if sys.version_info < (3, 11):  # noqa: UP036  # an older Python does reach this line
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    turn = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(turn, fcntl.LOCK_EX)  # two commands started at once in a fresh clone
    make_environment([*LOCKS, TEST_LOCK] if TESTING & set(sys.argv[1:2]) else LOCKS)
    os.close(turn)
    os.environ["PYTHONPATH"] = str(ROOT)
    os.execv(PYTHON, [str(PYTHON), "-m", "deploy.cli", *sys.argv[1:]])  # noqa: S606  # signals reach the command itself


def make_environment(locks: list[Path]) -> None:
    """Install exactly what the locks say, by hash, once for each lock and Python; nothing is ever taken out."""
    new = [lock for lock in locks if not is_installed(lock)]
    if not new:
        return
    started = time.monotonic()
    say(f"Making the environment in {VENV.name} (once) …")
    if not fits():
        make_venv()
        new = locks
    for lock in new:
        install(lock)
        mark_installed(lock)
    # Our own code too, so that the first start is as quick as the next.
    subprocess.run([PYTHON, "-m", "compileall", "-q", "shared", "services", "deploy"], cwd=ROOT)
    say(f"The environment is ready ({time.monotonic() - started:.0f} s).")


def is_installed(lock: Path) -> bool:
    """Say whether the environment has what this lock says now."""
    stamp = stamp_of(lock)
    return stamp.exists() and stamp.read_text("ascii") == fingerprint(lock)


def mark_installed(lock: Path) -> None:
    """Note it in a new file: the old one may be shared with a copy of the environment."""
    stamp = stamp_of(lock)
    draft = stamp.with_suffix(".draft")
    draft.write_text(fingerprint(lock), "ascii")
    draft.replace(stamp)


def stamp_of(lock: Path) -> Path:
    """Return where it is noted which version of a lock is installed."""
    return VENV / f"{lock.stem}.installed"


def fingerprint(lock: Path) -> str:
    """Return what changes with the lock and with Python."""
    return sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def fits() -> bool:
    """Say whether the environment is there, works, and is of this Python."""
    version = "import sys, pip; print(sys.version)"
    try:
        return (
            subprocess.check_output([PYTHON, "-c", version], text=True, stderr=subprocess.DEVNULL).strip()
            == sys.version
        )
    except (OSError, subprocess.CalledProcessError):
        return False


def make_venv() -> None:
    """Make an empty environment, also where the system's Python has no ensurepip (Debian without python3-venv)."""
    if find_spec("ensurepip"):
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
        return
    if not find_spec("pip"):
        sys.exit("pip is needed: install your system's python3-pip or python3-venv.")
    with tempfile.TemporaryDirectory() as folder:
        install(ROOT / "deploy/bootstrap/virtualenv.lock", sys.executable, "--target", folder)
        command = [sys.executable, "-m", "virtualenv", "--clear", "--no-download", "--quiet", str(VENV)]
        subprocess.run(command, check=True, env=os.environ | {"PYTHONPATH": folder})


def install(lock: Path, python: str | Path = PYTHON, *where: str) -> None:
    """Install a hashed lock; networks stumble, so a few times."""
    exactly = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check"]
    for attempt in range(1, TRIES + 1):
        pip = [str(python), "-m", "pip", "install", "-qq", *exactly, *where, "-r", str(lock)]
        if subprocess.run(pip, env=os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}).returncode == 0:
            return
        say(f"pip could not install {lock.name} (try {attempt} of {TRIES}).")
        time.sleep(attempt)
    sys.exit(f"The packages of {lock.name} could not be installed; pip's message is above.")


def say(text: str) -> None:
    """Tell what is going on without disturbing a command's output."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
