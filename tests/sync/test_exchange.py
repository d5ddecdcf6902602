"""The exchange between real contours over a real broker, which is harmed in every way that clients can see."""

import time

from tests.sync.conftest import Broker, Land
from tests.sync.contours import Contour, eventually


async def heard_all(region: Contour, college: Contour) -> bool:
    stream = f"programs.{college.config.contour}"
    return await region.archived(stream) == await college.told(stream) and len(await region.heard(stream)) == len(
        await college.told(stream)
    )


async def test_what_a_college_says_is_in_the_region_within_a_second(land: Land) -> None:
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

    took = await eventually(lambda: heard_all(land.region, land.btlh), "what was said while the line was down")
    print(f"caught up in {took:.2f} s")

    async def told() -> bool:
        return await land.bgpk.overheard() == ["тоже без связи"] == await land.btlh.overheard()

    await eventually(told, "what the region said meanwhile")
