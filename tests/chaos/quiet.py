"""A lost last frame: it vanishes at the broker, and there is no further traffic."""

import asyncio
import signal
import time
from uuid import UUID

from nats.aio.client import Client

from shared.config import Config
from tests.chaos.checks import converge
from tests.chaos.faults.broker import as_contour, stream_of
from tests.chaos.faults.strange import patiently, say, two_people
from tests.chaos.load import AWAY
from tests.chaos.stage import Stage
from tests.chaos.verdict import Verdict, connected

PATIENCE = 40.0
SWALLOWED = 1.3
STORED = 5.0


class NotLost(AssertionError):
    """The frame was not in the broker's store: nothing was measured."""


async def lose_the_tail(stage: Stage) -> None:
    """Measure from the loss to the commit of the region's archive, with no new traffic meanwhile (I8)."""
    await converge(stage, Verdict())
    college = stage.any_college()
    person, _ = await patiently(lambda: two_people(stage, college))
    if stage.by == "https":  # there is no store: the line drops the frame
        seq, begun = await _swallow(stage, college, person)
        await _await_archived(stage, college, seq, begun)
        return
    # A region that is only frozen has requested frames already and would find this one in its socket.
    stage.signal("supervisor", signal.SIGSTOP)
    stage.signal("region", signal.SIGKILL)
    try:
        seq = await patiently(lambda: say(stage, college, person))
        begun = await _take_away(stage, stream_of(college))
    finally:
        stage.signal("supervisor", signal.SIGCONT)
    await _await_archived(stage, college, seq, begun)


async def _swallow(stage: Stage, college: Config, person: UUID) -> tuple[int, float]:
    stage.line.state = "black"
    seq = await patiently(lambda: say(stage, college, person))
    begun = time.monotonic()
    await asyncio.sleep(SWALLOWED)
    stage.line.state = "open"
    stage.line.drop()
    return seq, begun


async def _await_archived(stage: Stage, college: Config, seq: int, begun: float) -> None:
    while time.monotonic() - begun < PATIENCE and not await _archived(stage, f"programs.{college.contour}", seq):
        await asyncio.sleep(0.02)
    stage.ledger.measured["quiet tail"] = time.monotonic() - begun


async def _take_away(stage: Stage, name: str) -> float:
    """Purge a stream at the broker as soon as a frame is stored in it; return the moment."""
    taken: list[float] = []

    async def purge(client: Client) -> None:
        js = client.jetstream(timeout=2)
        deadline = time.monotonic() + STORED
        while not (found := (await js.stream_info(name)).state.messages) and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        await js.purge_stream(name)
        if found:
            taken.append(time.monotonic())

    await as_contour(stage.region, purge)
    if not taken:
        raise NotLost(f"nothing lay in {name}")
    return taken[0]


async def _archived(stage: Stage, stream: str, seq: int) -> bool:
    try:
        async with connected(stage.region, "sync") as sync:
            return bool(await sync.fetchval("select seq >= $2 from sync.followed where stream = $1", stream, seq))
    except AWAY:
        return False
