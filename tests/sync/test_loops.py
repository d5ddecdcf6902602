"""Who is woken by what: a service looks at once for what concerns it, and at its own time for the rest."""

import asyncio

import pytest

from shared.sync.loops import Bell, Stop, forever, listen
from shared.sync.projector import Projector
from tests.sync.conftest import Land
from tests.sync.contours import now
from tests.sync.test_projector import carry


@pytest.mark.parametrize(
    ("names", "rung"), [("", True), ("theirs.v1", False), ("theirs.v1 ours.v1", True), ("theirs.v1 theirs.v2", False)]
)
async def test_a_bell_heeds_what_it_is_told_to_and_what_has_no_name(names: str, rung: bool) -> None:
    bell = Bell(lambda name: name == "ours.v1")
    bell.ring(names)
    assert await bell.wait(0) is rung


async def test_what_came_says_its_names_so_that_only_those_are_woken_whom_it_concerns(land: Land) -> None:
    region = land.region
    woken = {name: Bell(Projector(room).heeds) for name, room in region.rooms.items()}
    stop = Stop()
    listening = asyncio.create_task(listen(region.config.logins["sync"], {"heard": list(woken.values())}, stop))
    for bell in woken.values():
        assert await bell.wait(5)  # it listens from now on

    await land.btlh.say("одно")
    await carry(land)

    assert await woken["monitoring"].wait(5)
    assert not await woken["routes"].wait(0.2)

    await land.btlh.say(*(f"{n}" for n in range(20)))  # of many nobody is told the names
    await carry(land)

    assert await woken["monitoring"].wait(5)
    assert await woken["routes"].wait(5)
    stop.set()
    await listening


async def test_a_step_that_has_left_nothing_is_not_repeated_before_it_is_woken() -> None:
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
