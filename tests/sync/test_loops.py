"""Which events wake a service: interesting ones at once, others wait for its next regular step."""

import asyncio
import json
from uuid import UUID

import pytest

from shared.event import seal
from shared.sync.core import Link
from shared.sync.follower import FEW
from shared.sync.loops import Bell, Stop, forever, listen
from shared.sync.projector import Projector
from shared.sync.reading import names
from tests.sync.conftest import Land
from tests.sync.contours import now
from tests.sync.given import Noted
from tests.sync.test_projector import carry


@pytest.mark.parametrize(
    ("names", "rung"), [("", True), ("theirs.v1", False), ("theirs.v1 ours.v1", True), ("theirs.v1 theirs.v2", False)]
)
async def test_a_bell_wakes_on_its_names_and_on_rings_without_a_name(names: str, rung: bool) -> None:
    bell = Bell(lambda name: name == "ours.v1")
    bell.ring(names)
    assert await bell.wait(0) is rung


@pytest.mark.parametrize("name", ["", "two words", "x" * 201, "a\n", "имя\0", '"', "\ud800"])
def test_an_invalid_name_wakes_every_service(name: str) -> None:
    honest = seal(Noted(note_id=UUID(int=1), text="1"), id=UUID(int=1), source="/btlh", time=now())
    odd = honest.replace(b"programs.test_noted.v1", json.dumps(name)[1:-1].encode())
    assert odd != honest
    assert names([Link(1, 1, bytes(32), honest)]) == "programs.test_noted.v1"
    assert names([Link(1, 1, bytes(32), honest), Link(1, 2, bytes(32), odd)]) == ""
    assert names([Link(1, 1, bytes(32), b"not an event")]) == ""


def test_the_longest_names_fit_into_a_notification() -> None:
    letter = "\U0001d49c"  # of four bytes
    longest = json.dumps({"type": letter * 200, "subject": "note:1"}, ensure_ascii=False).encode()
    joined = names([Link(1, seq, bytes(32), longest) for seq in range(FEW)])
    assert joined.count(letter) == 200 * FEW
    assert len(joined.encode()) < 8000 - 200, "PostgreSQL carries less than 8000 bytes, and the stream is named too"


async def test_archived_events_wake_only_the_interested_services(land: Land) -> None:
    region = land.region
    woken = {name: Bell(Projector(running).heeds) for name, running in region.services.items()}
    stop = Stop()
    listening = asyncio.create_task(listen(region.config.logins["sync"], {"heard": list(woken.values())}, stop))
    for bell in woken.values():
        assert await bell.wait(5)  # it is listening from now on

    await land.btlh.say("одно")
    await carry(land)

    assert await woken["monitoring"].wait(5)
    assert not await woken["routes"].wait(0.2)

    await land.btlh.say(*(f"{n}" for n in range(20)))  # a large batch has no names
    await carry(land)

    assert await woken["monitoring"].wait(5)
    assert await woken["routes"].wait(5)
    stop.set()
    await listening


async def test_a_step_that_did_nothing_is_not_repeated_before_the_next_ring() -> None:
    stop, bell, steps = Stop(), Bell(), []

    async def step() -> int:
        steps.append(now())
        return 0

    looping = asyncio.create_task(forever(step, stop, bell, every=60))
    await asyncio.sleep(0.05)
    bell.ring()
    await asyncio.sleep(0.05)
    stop.set()
    bell.ring()
    await looping

    assert len(steps) == 2
