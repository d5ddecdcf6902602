"""The disk under the broker's store is full: nothing is lost, and the exchange goes on as soon as there is room."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import start_nats
from tests.disk import Disk, why_not
from tests.sync.conftest import Broker, Land
from tests.sync.contours import eventually
from tests.sync.test_accidents import goes_on, meet

pytestmark = pytest.mark.slow


@pytest.fixture
def disk(scratch: Path) -> Iterator[Disk]:
    if why := why_not():
        pytest.skip(why)
    at = scratch / f"disk-{secrets.token_hex(4)}"
    at.mkdir(mode=0o700)
    disk = Disk.mounted(at)
    yield disk
    disk.unmount()  # a mounted folder cannot be removed


@pytest.fixture
def broker(disk: Disk) -> Iterator[Broker]:
    broker = Broker(disk.at / "nats", start_nats(disk.at / "nats", log=disk.at.with_suffix(".log")))
    yield broker
    broker.running.stop(patience=0)


async def refused(land: Land) -> None:
    """Tell events until the broker's disk is full."""
    log = land.region.config.key.parent

    async def met() -> bool:
        await land.btlh.say("когда нет места")
        return any("no space left" in path.read_text() for path in log.glob("disk-*.log"))

    await eventually(met, "the broker meets the end of its disk")


async def test_a_stream_is_made_anew_after_a_full_disk_and_nothing_is_lost(land: Land, disk: Disk) -> None:
    await meet(land)
    disk.fill()
    await refused(land)
    disk.free()
    await goes_on(land, seconds=30)


async def test_a_broker_started_on_a_full_disk_stores_again_when_there_is_room(
    land: Land, broker: Broker, disk: Disk
) -> None:
    await meet(land)
    disk.fill()
    await refused(land)
    broker.running.process.kill()
    broker.running.process.wait()
    broker.start()
    disk.free()
    await goes_on(land, seconds=30)
