"""The first record in which two copies differ is found by a few questions."""

import pytest

from deploy.locate import by_line
from shared import db
from shared.sync import digest, follower, speaker, state, wire
from shared.sync.core import Accept
from shared.sync.digest import here, locate, parts, there
from shared.sync.line import Down
from shared.sync.loops import Stop
from shared.sync.nats.lines import Up
from shared.sync.nats.link import Link, connect, discard
from tests.sync.conftest import Land
from tests.sync.contours import Contour, eventually, now

MANY = 10_000


@pytest.mark.parametrize("first", [1, 7])
@pytest.mark.parametrize("length", [1, 2, 15, 16, 17, 10_000])
def test_parts_cover_a_range_without_holes(first: int, length: int) -> None:
    found = parts(first, first + length - 1)
    assert len(found) == min(16, length)
    assert [number for begin, end in found for number in range(begin, end + 1)] == list(range(first, first + length))


@pytest.mark.parametrize("rotten", [1, 2, 625, 626, 5000, 9_999, 10_000])
async def test_the_first_difference_is_found_in_every_place(rotten: int) -> None:
    def copy(marks: set[int]) -> digest.Digests:
        async def ask(first: int, last: int) -> list[bytes]:
            return [bytes(number in marks for number in range(begin, end + 1)) for begin, end in parts(first, last)]

        return ask

    located = await locate("programs.btlh", MANY, copy(set()), copy({rotten, MANY}))
    assert located.seq == rotten
    assert located.exchanges <= 4
    assert (await locate("programs.btlh", MANY, copy({3}), copy({3}))).seq is None


async def carried(college: Contour, region: Contour, stream: str) -> int:
    """Pass all frames on, as a line would."""
    after = 0
    while frame := await speaker.frame_after(college.pool, college.key, stream, after):
        taken = await follower.take(region.pool, college.key.public, wire.write(frame), now=now())
        assert isinstance(taken, Accept)
        after = taken.to.seq
    return after


async def test_one_damaged_row_of_ten_thousand_is_found_over_the_line(land: Land) -> None:
    stream = "programs.btlh"
    for batch in range(10):
        await land.btlh.say(*(f"факт {batch * 1000 + n}" for n in range(MANY // 10)))
    assert await carried(land.btlh, land.region, stream) == MANY
    owner = await db.connect(land.region.admin)
    await owner.execute(
        "update sync.archive set event = set_byte(event, 40, 33) where stream = $1 and seq = 7321", stream
    )
    await owner.close()

    both = await locate(stream, MANY, here(land.btlh.pool, "outbox", stream), here(land.region.pool, "archive", stream))
    assert both.seq == 7321

    land.region.start()
    link = Link(land.btlh.config.nats_url, land.btlh.key, None, Stop())
    link.client = await connect(link.url, link.key, None)
    line = Up(link)

    async def answered() -> bool:
        try:
            return await there(line, "registry.all")(1, 1) == [b""]
        except Down:
            return False

    await eventually(answered, "the region answers")
    located = await locate(stream, MANY, here(land.btlh.pool, "outbox", stream), there(line, stream))
    print(f"one of {MANY} events: number {located.seq} named after {located.exchanges} exchanges")
    assert located.seq == 7321
    assert located.exchanges <= 15

    await land.region.whisper("all", "всем")
    land.btlh.start()

    async def announced() -> bool:
        held = {one.stream: one.held_seq for one in await state.told(land.btlh.pool)}
        return held == {stream: MANY} and len(await land.btlh.archived("registry.all")) == 1

    await eventually(announced, "both know the other's position, and there is no alarm")
    named = {one.stream: one.seq for one in await by_line(land.btlh.pool, "btlh", "region", line)}
    assert named == {stream: 7321, "registry.all": None, "registry.btlh": None, "routes.btlh": None}

    with pytest.raises(digest.Refused, match="not for btlh"):
        await there(line, "programs.bgpk")(1, 1)
    with pytest.raises(digest.Refused, match="a range is"):
        await there(line, stream)(1, wire.RANGE_EVENTS + 1)
    with pytest.raises(digest.Refused, match="a range is"):
        await there(line, stream)(2, 1)
    await discard(link.client)
