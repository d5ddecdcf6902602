"""The stage: a stack of its own, on disks and a line that can fail, with a secret person in each college."""

import asyncio
import os
import random
import secrets
import signal
import string
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec

from deploy.databases import name_of
from deploy.folder import Folder
from deploy.process import free_port
from deploy.tools import issue
from services.programs.college.person.commands import AddPerson, add_person
from shared import config
from shared.actor import system
from shared.config import By, Config
from tests.chaos.ledger import Ledger
from tests.chaos.load import at_work
from tests.chaos.wire import Wire
from tests.disk import Disk, why_not
from tests.stack import Stack, eventually

HEALED = 60.0


@dataclass
class Stage:
    """Everything that a fault can affect; addresses and passwords are those of the last start."""

    stack: Stack
    chance: random.Random
    by: By = "nats"
    ledger: Ledger = field(default_factory=Ledger)
    disks: dict[str, Disk] = field(default_factory=dict)
    no_disks: str = ""
    line: Wire = field(default_factory=lambda: Wire(0))
    configs: dict[str, Config] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Folder:
        """The data directory of the stack."""
        return Folder(self.stack.data)

    @property
    def region(self) -> Config:
        """The contour above."""
        return next(iter(self.configs.values()))

    @property
    def colleges(self) -> list[Config]:
        """The contours below."""
        return list(self.configs.values())[1:]

    def any_college(self) -> Config:
        """Return a random college."""
        return self.chance.choice(self.colleges)

    def any_contour(self) -> Config:
        """Return a random contour."""
        return self.chance.choice(list(self.configs.values()))

    def pause(self, most: float) -> float:
        """Return a random duration of a fault, in seconds."""
        return 0.2 + self.chance.random() * (most - 0.2)

    def up(self) -> None:
        """Mount the disks and start the stack on them."""
        self.no_disks = why_not()
        if not self.no_disks:
            for name, at in (("machine", self.stack.data), ("broker", self.stack.data / "nats")):
                at.mkdir(mode=0o700)
                self.disks[name] = Disk.mounted(at)
        self.stack.up()

    async def open(self) -> None:
        """Open the line, move every contour's tables to a disk of their own, add the secret people."""
        self.read()
        await self.line.lay(free_port())
        if not self.no_disks:
            await asyncio.gather(*(self._move(each) for each in self.configs.values()))
        for college in self.colleges:
            self.ledger.by_doors[f"programs.{college.contour}", await self.hide_somebody(college)] = []
        await self.reroute()

    def read(self) -> None:
        """Read the addresses and passwords of this start into the dictionary that all workers use."""
        self.configs.update((each.contour, each) for each in self.folder.configs())

    async def reroute(self) -> None:
        """Route the colleges over the line that we can cut; repeat it after each start of the stack."""
        self.read()
        at, broker = f"127.0.0.1:{self.line.port}", int(self.region.nats_url.rpartition(":")[2])
        self.line.target = self.region.port if self.by == "https" else broker
        for college in self.colleges:
            if self.by == "https":
                assert college.upper is not None
                upper = msgspec.structs.replace(college.upper, url=f"http://{at}")
                self.describe(college.contour, line=self.by, upper=upper)
            else:
                self.describe(college.contour, nats_url=f"nats://{at}")
            self.signal(college.contour, signal.SIGKILL)

    def describe(self, contour: str, **changed: object) -> None:
        """Change a contour's description for its next start."""
        self.configs[contour] = msgspec.structs.replace(self.configs[contour], **changed)
        config.write(self.configs[contour], self.folder.config(contour))

    def signal(self, name: str, sent: signal.Signals) -> int:
        """Send a signal to a process of the stack, even while it is being restarted."""
        pid = self.stack.pids()[name]
        with suppress(ProcessLookupError):
            os.kill(pid, sent)
        return pid

    def admin(self, database: str = "postgres") -> str:
        """The DSN of PostgreSQL's administrator."""
        password = self.stack.data.joinpath("postgres.password").read_text("ascii")
        port = self.region.logins["sync"].rpartition("/")[0].rpartition(":")[2]
        return f"postgresql://postgres:{password}@127.0.0.1:{port}/{database}"

    @asynccontextmanager
    async def ruling(self, database: str = "postgres") -> AsyncGenerator["asyncpg.Connection[asyncpg.Record]", None]:
        """Connect as PostgreSQL's administrator."""
        connection = await asyncpg.connect(self.admin(database), timeout=5)
        try:
            yield connection
        finally:
            connection.terminate()

    @asynccontextmanager
    async def closed(self, contour: str) -> AsyncGenerator["asyncpg.Connection[asyncpg.Record]", None]:
        """Close a contour's database to all others inside the block; its process fails and is restarted."""
        name = name_of(contour)
        async with self.ruling() as admin:
            await admin.execute(f'alter database "{name}" allow_connections false')
            try:
                await admin.execute(
                    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1", name
                )
                yield admin
            finally:
                await admin.execute(f'alter database "{name}" allow_connections true')

    async def _move(self, contour: Config) -> None:
        """Move a contour's tables to a disk of their own; the cluster's log stays on the machine's disk."""
        name = contour.contour
        at = self.folder.postgres / f"disk_{name}"
        at.mkdir(mode=0o700)
        owner = self.folder.postgres.stat()
        os.chown(at, owner.st_uid, owner.st_gid)
        self.disks[name] = Disk.mounted(at)
        async with self.closed(name) as admin:
            # PostgreSQL may not enter the parent folders, but it can use its working directory.
            await admin.execute(f"create tablespace disk_{name} location '/proc/self/cwd/disk_{name}'")
            await admin.execute(f'alter database "{name_of(name)}" set tablespace disk_{name}')

    async def hide_somebody(self, college: Config) -> UUID:
        """Add a person whose name may never leave the college (I9)."""
        names = ["".join(secrets.choice(string.ascii_lowercase) for _ in range(14)).capitalize() for _ in range(3)]
        self.names += names
        async with at_work(college) as running, running.transaction(system("chaos")) as tx:
            wish = AddPerson(surname=names[0], given_name=names[1], patronymic=names[2], posts="преподаватель")
            return await add_person(tx, wish)

    async def tokens(self) -> dict[str, str]:
        """Return an API token for the curator of each college."""
        return {each.contour: await issue(self.folder, each.contour, "curator") for each in self.colleges}

    async def healthy(self) -> None:
        """Return when every contour answers."""
        await asyncio.to_thread(eventually, self.stack.healthy, "all contours answer", HEALED)

    async def restart(self) -> None:
        """Start the stack again after its supervisor died, as a person would."""
        deadline = time.monotonic() + HEALED
        while not await self._started():  # processes of the last stack may still be ending
            if time.monotonic() > deadline:
                raise AssertionError(f"the stack does not start again:\n{self.output.read_text()}")
            await asyncio.sleep(0.5)
        await self.reroute()

    @property
    def output(self) -> Path:
        """The file of the supervisor's output."""
        return self.stack.output

    async def _started(self) -> bool:
        before = self.output.read_text()
        self.output.with_suffix(".before").open("a").write(before)
        self.stack.begin()  # in the main thread: a child ends with the thread that started it
        while "\nReady." not in f"\n{self.output.read_text()}":
            if self.stack.process is None or self.stack.process.poll() is not None:
                return False
            await asyncio.sleep(0.05)
        return True

    def end(self) -> None:
        """End the stack, even if a process hangs."""
        with suppress(OSError, KeyError, ValueError):
            for pid in self.stack.pids().values():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
        for disk in self.disks.values():
            with suppress(OSError):
                disk.free()
        if self.stack.process is not None and self.stack.process.poll() is None:
            self.stack.stop()
        for disk in reversed(self.disks.values()):
            with suppress(OSError):
                disk.unmount()

    def last_words(self, lines: int = 25) -> str:
        """Return the end of every log, for the analysis of a failure."""
        logs = [self.output.with_suffix(".before"), self.output, *sorted(Path(self.stack.data / "log").glob("*.log"))]
        tails = []
        for log in logs:
            lines_of_log = log.read_text("utf-8", "replace").splitlines() if log.exists() else []
            told = [line[:600] for line in lines_of_log if '"event": "request"' not in line][-lines:]
            tails.append(f"--- the end of {log.name}\n" + "\n".join(told))
        return "\n".join([*tails, "--- what was done", *self.ledger.story])
