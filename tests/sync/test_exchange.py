"""The exchange between real contours over a real broker, which is damaged in every way that clients can see."""

import asyncio
import time

import msgspec
import nats
import pytest

from shared.sync import core, follower, speaker, state, wire
from shared.sync.core import Accept, Forged, Frame
from shared.sync.follower import Taken, Unasked
from shared.sync.following import leave
from shared.sync.keys import account
from tests.sync.conftest import Broker, Land
from tests.sync.contours import Contour, eventually, now

EVERY_LINE = pytest.mark.parametrize("line", ["nats", "https"])


async def heard_all(region: Contour, college: Contour) -> bool:
    stream = f"programs.{college.config.contour}"
    return await region.archived(stream) == await college.told(stream) and len(await region.heard(stream)) == len(
        await college.told(stream)
    )


async def frame_of(college: Contour, after: int, *, count: int = 200) -> bytes:
    """Return the college's next frame, cut to `count` events."""
    stream = f"programs.{college.config.contour}"
    frame = await speaker.frame_after(college.pool, college.key, stream, after)
    assert frame is not None
    links = core.links(frame)[:count]
    before = core.Position(frame.epoch, frame.first - 1, frame.previous)
    return wire.write(college.key.frame(stream, before, links))


def read(data: bytes) -> Frame:
    frame = wire.frame(data)
    assert isinstance(frame, Frame)
    return frame


async def take(region: Contour, via: Contour, data: bytes) -> Taken:
    return await follower.take(region.pool, via.key.public, data, now=now())


@EVERY_LINE
async def test_an_event_of_a_college_is_in_the_region_within_a_second(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("первое")
    await eventually(lambda: heard_all(land.region, land.btlh), "the first event")

    begun = time.monotonic()
    await land.btlh.say("второе", "третье")
    await eventually(lambda: heard_all(land.region, land.btlh), "two more", seconds=1)

    print(f"commit to projection: {(time.monotonic() - begun) * 1000:.0f} ms")
    assert await land.region.heard("programs.btlh") == ["первое", "второе", "третье"]
    assert "monitoring" in land.region.changed


@EVERY_LINE
async def test_a_wiped_broker_loses_nothing(land: Land, broker: Broker) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("до")
    await eventually(lambda: heard_all(land.region, land.btlh), "the first event")

    broker.stop()
    broker.wipe()
    await land.btlh.say(*(f"без связи {n}" for n in range(500)))
    await land.region.whisper("all", "тоже без связи")
    broker.start()

    took = await eventually(lambda: heard_all(land.region, land.btlh), "the events told while the line was down")
    print(f"caught up in {took:.2f} s")

    async def told() -> bool:
        return await land.bgpk.overheard() == ["тоже без связи"] == await land.btlh.overheard()

    await eventually(told, "the events that the region told meanwhile")


@EVERY_LINE
async def test_the_two_colleges_never_see_each_other(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.region.whisper("btlh", "только лесному")
    await land.region.whisper("bgpk", "только педагогическому")
    await land.region.whisper("all", "всем")

    async def told() -> bool:
        return len(await land.btlh.overheard()) == len(await land.bgpk.overheard()) == 2

    await eventually(told, "what the region told")
    assert sorted(await land.btlh.overheard()) == ["всем", "только лесному"]
    assert sorted(await land.bgpk.overheard()) == ["всем", "только педагогическому"]


async def test_a_frame_that_came_twice_or_too_early_changes_nothing(land: Land) -> None:
    await land.btlh.say(*(f"{n}" for n in range(5)))
    frames = [await frame_of(land.btlh, after, count=1) for after in range(5)]
    took = [await take(land.region, land.btlh, frames[n]) for n in (0, 0, 2, 1, 2, 4, 3, 4, 0)]

    kinds = [type(each).__name__ for each in took]
    assert kinds == ["Accept", "Seen", "Gap", "Accept", "Accept", "Gap", "Accept", "Accept", "Seen"]
    assert await land.region.archived("programs.btlh") == await land.btlh.told("programs.btlh")


async def test_a_forged_frame_is_set_aside_with_an_alarm_and_the_honest_stream_goes_on(land: Land) -> None:
    await land.btlh.say("честное")
    honest = await frame_of(land.btlh, 0)
    forged = wire.write(msgspec.structs.replace(read(honest), events=[msgspec.Raw(b'"a lie"')]))

    assert isinstance(await take(land.region, land.btlh, forged), Forged)
    assert isinstance(await take(land.region, land.btlh, b"{"), wire.Malformed)
    assert isinstance(await take(land.region, land.btlh, honest), Accept)

    heard = {each.stream: each for each in await state.heard(land.region.pool)}["programs.btlh"]
    assert heard.alarm is not None
    assert heard.set_aside == 2
    assert heard.seq == 1


async def test_a_college_cannot_speak_for_another(land: Land) -> None:
    await land.btlh.say("моё")
    stolen = await frame_of(land.btlh, 0)

    taken = await take(land.region, land.bgpk, stolen)

    assert isinstance(taken, Unasked)
    alarms = {each.stream: each.alarm for each in await state.heard(land.region.pool)}
    assert alarms["programs.btlh"] is None
    assert alarms["programs.bgpk"] is not None
    assert await land.region.archived("programs.btlh") == []


async def test_a_lost_tail_is_fetched_without_new_traffic(land: Land, broker: Broker) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("первое")
    await eventually(lambda: heard_all(land.region, land.btlh), "the first event")
    await land.region.stop()
    await land.btlh.say("потеряется")
    client = await nats.connect(broker.url)
    stream = f"IN-{account(land.btlh.key.public)}"

    async def stored() -> bool:
        return (await client.jetstream().stream_info(stream)).state.messages > 0

    await eventually(stored, "the frame is at the broker")
    await client.jetstream().purge_stream(stream)
    await client.close()

    land.region.start()

    took = await eventually(lambda: heard_all(land.region, land.btlh), "the lost tail", seconds=15)
    print(f"mended in {took:.1f} s")


@EVERY_LINE
async def test_a_restored_speaker_finds_that_it_is_behind_and_says_so(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("раз", "два", "три")
    await eventually(lambda: heard_all(land.region, land.btlh), "three events")
    await land.btlh.stop()
    await land.btlh.restore_to(1)
    await land.btlh.say("другая история")

    land.btlh.start()

    async def restored() -> bool:
        told, heard = await state.told(land.btlh.pool), await state.heard(land.btlh.pool)
        return state.summary(told, heard, now()).state == "restored"

    await eventually(restored, "the region shows our own signature under more than we have")
    assert len(await land.region.archived("programs.btlh")) == 3
    heard = {each.stream: each for each in await state.heard(land.region.pool)}["programs.btlh"]
    assert "FORK" in (heard.alarm or "")


@EVERY_LINE
async def test_a_follower_restored_from_an_older_copy_gets_the_rest_again(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say(*(f"{n}" for n in range(10)))
    await eventually(lambda: heard_all(land.region, land.btlh), "ten events")
    await land.region.stop()
    await land.region.forget_after("programs.btlh", 4)

    land.region.start()

    await eventually(lambda: heard_all(land.region, land.btlh), "the six again")
    assert await land.region.heard("programs.btlh") == [f"{n}" for n in range(10)]


@EVERY_LINE
async def test_a_college_is_not_followed_after_it_left_and_again_after_it_returned(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("до")
    await eventually(lambda: heard_all(land.region, land.btlh), "the first event")
    await leave(land.region.pool, "programs.btlh", at=now())
    await land.btlh.say("пока вас не было")
    await asyncio.sleep(0.5)
    assert await land.region.heard("programs.btlh") == ["до"]

    await land.region.enroll(land.btlh)

    await eventually(lambda: heard_all(land.region, land.btlh), "the events told meanwhile")


@EVERY_LINE
async def test_the_status_bar_shows_that_the_region_has_everything(land: Land) -> None:
    for contour in land.all():
        contour.start()
    before = now()
    await land.btlh.say("раз", "два")

    async def even() -> bool:
        told = await state.told(land.btlh.pool)
        summary = state.summary(told, await state.heard(land.btlh.pool), now())
        return summary.state == "even" and bool(told) and told[0].held_seq == 2

    await eventually(even, "the region's word")
    [told] = await state.told(land.btlh.pool)
    assert told.complete_to is not None
    assert told.complete_to > before
    assert told.held_hash == told.hash
