"""The data directory of a stack: the paths of everything in it, its lock, and the state of its processes."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec

from shared import config
from shared.config import Config
from shared.sync import keys


class AlreadyUp(RuntimeError):
    """Another `up` runs this data directory."""


class NotUp(RuntimeError):
    """The stack of this data directory is not running."""


class NotTraining(RuntimeError):
    """The stack was not made for training, so nobody moves its day."""


class Login(msgspec.Struct, frozen=True):
    """A login of the demo, open to everybody."""

    contour: str
    role: str
    login: str
    password: str


class State(msgspec.Struct, frozen=True):
    """What a running stack records for `status`: its own process, and its children by name."""

    pid: int
    pids: dict[str, int]
    restarts: dict[str, int]


class Folder:
    """The data directory; only its owner may look inside."""

    def __init__(self, root: Path) -> None:
        """Store the absolute path: children have another working directory."""
        self.root = root.resolve()

    @property
    def postgres(self) -> Path:
        """The cluster; the file with its password is beside it."""
        return self.root / "postgres"

    @property
    def nats(self) -> Path:
        """JetStream's store."""
        return self.root / "nats"

    @property
    def nats_above(self) -> Path:
        """The store of the federation's broker."""
        return self.root / "nats-federation"

    @property
    def filling(self) -> Path:
        """Names the contours whose demo is being filled; if it exists at a start, the filling was interrupted."""
        return self.root / "filling"

    @property
    def day(self) -> Path:
        """By how many days a training stack is ahead of the machine; a real stack has no such file."""
        return self.root / "day"

    def log(self, name: str) -> Path:
        """Return the log file of a process."""
        return self.root / "log" / f"{name}.log"

    def config(self, contour: str) -> Path:
        """Return the file of a contour's description."""
        return self.root / "contours" / f"{contour}.json"

    def passport(self, contour: str) -> Path:
        """Return the file of a contour's passport for the broker."""
        return self.root / "contours" / f"{contour}.jwt"

    def key(self, name: str) -> Path:
        """Return the file of a signing key; a random key is made on the first call."""
        path = self.root / "keys" / f"{name}.key"
        if not path.exists():
            self.write(path, secrets.token_bytes(32))
        return path

    def public_key(self, contour: str) -> str:
        """Return the contour's public key in base64, as in the registry."""
        return keys.text_of(keys.read(self.key(contour)).public)

    def contour(self, name: str) -> Config:
        """Return one contour of this stack."""
        if not self.config(name).exists():
            known = ", ".join(config.contour for config in self.configs())
            raise NotUp(f"There is no contour {name} in {self.root}; there are: {known}.")
        return config.read(self.config(name))

    def configs(self) -> list[Config]:
        """Return the contours of this stack, in the order of their ports."""
        found = [config.read(path) for path in (self.root / "contours").glob("*.json")]
        return sorted(found, key=lambda contour: contour.port)

    def make(self) -> None:
        """Make the directory, closed to others."""
        for part in (self.root, self.root / "contours", self.root / "keys", self.root / "log"):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.root.chmod(0o700)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock of this directory; the kernel releases it whenever and however we die."""
        with (self.root / "lock").open("a") as lock:
            os.register_at_fork(after_in_child=lock.close)  # a child that is still ending must not hold it
            deadline = time.monotonic() + 0.5  # `status` may hold it for a moment
            while not _taken(lock, fcntl.LOCK_EX):
                if time.monotonic() > deadline:
                    raise AlreadyUp(f"{self.root} is already up: `run.py status --data {self.root}` shows it.")
                time.sleep(0.02)
            (self.root / "state.json").unlink(missing_ok=True)
            yield

    def is_held(self) -> bool:
        """Tell whether a stack runs here."""
        try:
            with (self.root / "lock").open() as lock:
                return not _taken(lock, fcntl.LOCK_SH)
        except FileNotFoundError:
            return False

    def write_state(self, state: State) -> None:
        """Record our processes for `status`, which reads the old state or the new one, never a part."""
        self.write(self.root / "state.json", msgspec.json.encode(state))

    def state(self) -> State:
        """Return what the running stack recorded."""
        if not self.is_held():
            raise NotUp(f"Nothing runs in {self.root}: start it with `run.py up --data {self.root}`.")
        try:
            return msgspec.json.decode((self.root / "state.json").read_bytes(), type=State)
        except FileNotFoundError:
            raise NotUp(f"The stack in {self.root} is still starting.") from None

    def write_logins(self, logins: list[Login]) -> None:
        """Store the demo's logins, which are printed at every start."""
        self.write(self.root / "logins.json", msgspec.json.encode(logins))

    def logins(self) -> list[Login]:
        """Return the demo's logins; none when it was never filled."""
        path = self.root / "logins.json"
        return msgspec.json.decode(path.read_bytes(), type=list[Login]) if path.exists() else []

    def write_owners(self, dsns: dict[str, str]) -> None:
        """Store the DSN of each database's owner until the next start; no contour gets it."""
        self.write(self.root / "owners.json", msgspec.json.encode(dsns))

    def owners(self) -> dict[str, str]:
        """Return the DSN of each contour's owner, who may empty tables."""
        return msgspec.json.decode((self.root / "owners.json").read_bytes(), type=dict[str, str])

    def write(self, path: Path, content: bytes) -> None:
        """Write a file that only its owner may read, completely or not at all."""
        draft = path.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.replace(path)


def _taken(lock: IO[str], how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
