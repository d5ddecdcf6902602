"""Faults of the broker: its store, its streams, and frames that nobody should have sent."""

import asyncio
import os
import shutil
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import asyncpg
import msgspec
from nats.aio.client import Client
from nats.errors import Error
from nats.js.errors import NotFoundError

from shared.config import Config
from shared.sync import keys, passport, wire
from shared.sync.core import Frame, Link, Position, chained
from shared.sync.keys import Key, account
from shared.sync.nats.link import connect, discard
from tests.chaos.load import AWAY
from tests.chaos.stage import Stage
from tests.stack import lives

FAR = 1_000_000


def store(stage: Stage) -> Path:
    """Return the folder of JetStream's store."""
    return stage.stack.data / "nats" / "jetstream"


async def wipe_live(stage: Stage) -> None:
    """Remove the store of the running broker, which still acknowledges; then kill it."""
    shutil.rmtree(store(stage), ignore_errors=True)
    await asyncio.sleep(stage.pause(1))
    stage.signal("nats", signal.SIGKILL)


async def wipe_stopped(stage: Stage) -> None:
    """Kill the broker and remove its store, accounts included, before it is restarted."""
    stage.signal("supervisor", signal.SIGSTOP)
    try:
        killed = stage.signal("nats", signal.SIGKILL)
        while lives(killed):
            await asyncio.sleep(0.01)
        for part in ("jetstream", "accounts"):
            shutil.rmtree(stage.stack.data / "nats" / part, ignore_errors=True)
    finally:
        stage.signal("supervisor", signal.SIGCONT)


async def delete_stream(stage: Stage) -> None:
    """Delete a college's stream at the broker."""
    name = stream_of(stage.any_college())
    await as_contour(stage.region, lambda client: client.jetstream(timeout=2).delete_stream(name))


async def delete_consumer(stage: Stage) -> None:
    """Delete the region's consumer of a college's stream."""
    name = stream_of(stage.any_college())
    await as_contour(stage.region, lambda client: client.jetstream(timeout=2).delete_consumer(name, "archive"))


def stream_of(college: Config) -> str:
    """Return the name of a college's stream at the broker."""
    return f"IN-{account(keys.read(college.key).public)}"


async def forge(stage: Stage) -> None:
    """Send a frame that continues a college's stream, signed with another key, over the college's own line."""
    await _frames(stage, lambda config, honest: [_invented(stage, honest, Key(os.urandom(32)), 1)])


async def gap(stage: Stage) -> None:
    """Send a frame signed by the college from far ahead in its stream."""
    await _frames(stage, lambda config, honest: [_invented(stage, honest, keys.read(config.key), FAR)])


async def triple(stage: Stage) -> None:
    """Send an old frame three times."""
    await _frames(stage, lambda config, honest: [honest] * 3)


def _invented(stage: Stage, honest: Frame, key: Key, ahead: int) -> Frame:
    lie = msgspec.json.encode({"specversion": "1.0", "lie": stage.chance.random()})
    end = honest.first + len(honest.events) - 1
    hash = honest.previous
    for event in honest.events:
        hash = chained(hash, bytes(event))
    link = Link(honest.epoch, end + ahead, chained(hash, lie), lie)
    return key.frame(honest.stream, Position(honest.epoch, end + ahead - 1, hash), [link])


async def _frames(stage: Stage, made: Callable[[Config, Frame], list[Frame]]) -> None:
    config = stage.any_college()
    honest = await _tail(config)
    if honest is None:
        return
    subject = f"ingest.{account(keys.read(config.key).public)}.frames"
    bodies = [wire.write(frame) for frame in made(config, honest)]

    async def publish(client: Client) -> None:
        for body in bodies:
            await client.publish(subject, body)

    await as_contour(config, publish)


async def _tail(config: Config) -> Frame | None:
    """Return the last few events of a college as a valid frame."""
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


async def as_contour(config: Config, do: Callable[[Client], Awaitable[object]]) -> None:
    """Do something at the broker as that contour; ignore an unreachable broker."""
    try:
        client = await connect(config.nats_url, keys.read(config.key), passport.read(config.nats_credentials))
    except (Error, OSError):
        return
    with suppress(Error, OSError, NotFoundError):
        await do(client)
        await client.request(f"nobody.{os.getpid()}", b"", timeout=0.3)
    await discard(client)


def _row_link(row: asyncpg.Record) -> Link:
    return Link(row["epoch"], row["seq"], row["hash"], row["event"])
