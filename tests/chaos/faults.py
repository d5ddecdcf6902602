"""What goes wrong, one thing at a time, chosen by the seed; each returns when it is done, not when it is mended."""

import asyncio
import os
import random
import shutil
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import msgspec
from nats.aio.client import Client
from nats.errors import Error
from nats.js.errors import NotFoundError

from deploy.status import family
from shared.config import Config
from shared.sync import keys, passport, wire
from shared.sync.core import Frame, Link, Position, chained
from shared.sync.keys import Key, account
from shared.sync.nats.link import connect, discard
from tests.chaos.load import AWAY
from tests.chaos.wire import Wire
from tests.stack import Stack, lives

FAR = 1_000_000
Fault = Callable[[], Awaitable[None]]


@dataclass
class Harm:
    """Everything that a fault can reach."""

    stack: Stack
    region: Config
    colleges: list[Config]
    line: Wire
    chance: random.Random

    def kinds(self) -> dict[str, Fault]:
        """Every kind of fault by name."""
        return {
            "kill region": lambda: self.kill("region"),
            "kill college": lambda: self.kill(self.college().contour),
            "kill nats": lambda: self.kill("nats"),
            "kill postmaster": lambda: self.kill("postgres"),
            "kill backend": self.kill_backend,
            "cut backends": self.cut_backends,
            "freeze region": lambda: self.freeze("region"),
            "freeze college": lambda: self.freeze(self.college().contour),
            "freeze nats": lambda: self.freeze("nats"),
            "freeze postmaster": lambda: self.freeze("postgres"),
            "wipe the broker's store, live": self.wipe_live,
            "wipe the broker's store, stopped": self.wipe_stopped,
            "delete the stream": self.delete_stream,
            "delete the consumer": self.delete_consumer,
            "forged frame": self.forge,
            "doubled frames": self.double,
            "gapped frame": self.gap,
            "line cut": lambda: self.harm_line("cut"),
            "line black-holed": lambda: self.harm_line("black"),
        }

    def college(self) -> Config:
        """One of them."""
        return self.chance.choice(self.colleges)

    def pause(self, most: float) -> float:
        """How long it lasts."""
        return 0.2 + self.chance.random() * (most - 0.2)

    async def kill(self, name: str) -> None:
        """Kill a process of the stack so that it cannot say goodbye."""
        self._signal(name, signal.SIGKILL)

    async def freeze(self, name: str) -> None:
        """Stop a process for a while: it is there and does not answer."""
        pid = self._signal(name, signal.SIGSTOP)
        await asyncio.sleep(self.pause(2.5))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    def _signal(self, name: str, sent: signal.Signals) -> int:
        pid = self.stack.pids()[name]
        with suppress(ProcessLookupError):  # it is being started again this very moment
            os.kill(pid, sent)
        return pid

    async def kill_backend(self) -> None:
        """Kill one of PostgreSQL's own processes: the whole cluster recovers."""
        children = family(self.stack.pids()["postgres"])[1:]
        if children:
            with suppress(ProcessLookupError):
                os.kill(self.chance.choice(children), signal.SIGKILL)

    async def cut_backends(self) -> None:
        """Let PostgreSQL close every connection to a contour's database."""
        config = self.chance.choice([self.region, *self.colleges])
        with suppress(*AWAY):
            connection = await asyncpg.connect(config.logins["sync"], timeout=3)
            await connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user "
                "and pid <> pg_backend_pid()"
            )
            await connection.close()

    @property
    def store(self) -> Path:
        """Where JetStream keeps what it acknowledged."""
        return self.stack.data / "nats" / "jetstream"

    async def wipe_live(self) -> None:
        """Remove the store under the running broker, which still acknowledges; then it dies."""
        shutil.rmtree(self.store, ignore_errors=True)
        await asyncio.sleep(self.pause(1))
        await self.kill("nats")

    async def wipe_stopped(self) -> None:
        """Kill the broker and take everything it kept, before anybody can start it again; accounts too."""
        supervisor = self._signal("supervisor", signal.SIGSTOP)
        killed = self._signal("nats", signal.SIGKILL)
        while lives(killed):
            await asyncio.sleep(0.01)
        for part in ("jetstream", "accounts"):
            shutil.rmtree(self.stack.data / "nats" / part, ignore_errors=True)
        os.kill(supervisor, signal.SIGCONT)

    async def delete_stream(self) -> None:
        """Delete what the broker keeps of a college."""
        name = f"IN-{account(keys.read(self.college().key).public)}"
        await self._as(self.region, lambda client: client.jetstream(timeout=2).delete_stream(name))

    async def delete_consumer(self) -> None:
        """Delete the region's place in it."""
        name = f"IN-{account(keys.read(self.college().key).public)}"
        await self._as(self.region, lambda client: client.jetstream(timeout=2).delete_consumer(name, "archive"))

    async def forge(self) -> None:
        """A frame that continues the college's stream, signed with another's key, by its own line."""
        await self._frames(lambda config, honest: [self._invented(honest, Key(os.urandom(32)), 1)])

    async def gap(self) -> None:
        """A frame of the college's own key from far ahead."""
        await self._frames(lambda config, honest: [self._invented(honest, keys.read(config.key), FAR)])

    async def double(self) -> None:
        """What was told already, three times, and its newest part once more."""
        await self._frames(lambda config, honest: [honest] * 3)

    def _invented(self, honest: Frame, key: Key, ahead: int) -> Frame:
        lie = msgspec.json.encode({"specversion": "1.0", "lie": self.chance.random()})
        end = honest.first + len(honest.events) - 1
        hash = honest.previous
        for event in honest.events:
            hash = chained(hash, bytes(event))
        link = Link(honest.epoch, end + ahead, chained(hash, lie), lie)
        return key.frame(honest.stream, Position(honest.epoch, end + ahead - 1, hash), [link])

    async def _frames(self, made: Callable[[Config, Frame], list[Frame]]) -> None:
        config = self.college()
        honest = await self._tail(config)
        if honest is None:
            return
        subject = f"ingest.{account(keys.read(config.key).public)}.frames"
        bodies = [wire.write(frame) for frame in made(config, honest)]

        async def publish(client: Client) -> None:
            for body in bodies:
                await client.publish(subject, body)

        await self._as(config, publish)

    async def _tail(self, config: Config) -> Frame | None:
        """The last few events of a college as its own honest frame."""
        try:
            connection = await asyncpg.connect(config.logins["sync"], timeout=3)
            rows = await connection.fetch(
                "select epoch, seq, hash, event from sync.outbox where stream = $1 order by seq desc limit 6",
                f"programs.{config.contour}",
            )
            await connection.close()
        except AWAY:
            return None
        rows.reverse()
        links = [_row_link(row) for row in rows]
        before = links.pop(0)
        at = Position(before.epoch, before.seq, before.hash)
        return keys.read(config.key).frame(f"programs.{config.contour}", at, links)

    async def _as(self, config: Config, do: Callable[[Client], Awaitable[object]]) -> None:
        """Do something at the broker as that contour; the broker may be away."""
        try:
            client = await connect(config.nats_url, keys.read(config.key), passport.read(config.nats_credentials))
        except (Error, OSError):
            return
        with suppress(Error, OSError, NotFoundError):
            await do(client)
            await client.request(f"nobody.{os.getpid()}", b"", timeout=0.3)
        await discard(client)

    async def harm_line(self, how: str) -> None:
        """Let nothing through between the colleges and the broker for a while."""
        if how == "cut":
            self.line.cut()
        else:
            self.line.state = how
        await asyncio.sleep(self.pause(3))
        self.line.state = "open"
        if how == "black":
            self.line.drop()  # what was swallowed is gone: no connection survives that


def _row_link(row: asyncpg.Record) -> Link:
    return Link(row["epoch"], row["seq"], row["hash"], row["event"])
