"""Faults of the broker's store, the line and the databases, with real contours."""

import asyncio
import shutil
import signal

import nats
import pytest
from nats.js import JetStreamContext

from shared import db
from shared.sync.keys import account
from tests.older import nobody_in
from tests.sync.conftest import Broker, Land
from tests.sync.contours import Contour, eventually
from tests.sync.test_exchange import heard_all

pytestmark = pytest.mark.slow

BACKLOG = 3_000


async def meet(land: Land) -> None:
    for contour in land.all():
        contour.start()
    await land.btlh.say("первое")
    await eventually(lambda: heard_all(land.region, land.btlh), "the first event")


async def goes_on(land: Land, seconds: float = 20) -> None:
    """Check that new events are heard, and all earlier ones, whatever fault there was."""
    await land.btlh.say("после")
    took = await eventually(lambda: heard_all(land.region, land.btlh), "everything", seconds=seconds)
    print(f"whole again after {took:.2f} s")


async def test_a_stream_or_a_consumer_deleted_under_a_running_exchange_is_made_again(
    land: Land, broker: Broker
) -> None:
    await meet(land)
    stream = f"IN-{account(land.btlh.key.public)}"
    client = await nats.connect(broker.url)
    js: JetStreamContext = client.jetstream()

    await js.delete_consumer(stream, "archive")
    await goes_on(land)
    await js.delete_stream(stream)
    await goes_on(land)
    await client.close()


async def test_a_store_removed_under_a_running_broker_loses_nothing(land: Land, broker: Broker) -> None:
    await meet(land)
    shutil.rmtree(broker.data / "jetstream")
    await land.btlh.say(*(f"подтверждено в пустоту {n}" for n in range(10)))
    await asyncio.sleep(0.5)
    broker.running.process.kill()
    broker.running.process.wait()
    broker.start()
    await goes_on(land)


async def test_an_exchange_survives_a_hanging_broker(land: Land, broker: Broker) -> None:
    await meet(land)
    broker.running.process.send_signal(signal.SIGSTOP)
    await land.btlh.say("в тишине")
    await asyncio.sleep(4)
    broker.running.process.send_signal(signal.SIGCONT)
    await goes_on(land, seconds=30)


async def cut_connections(contour: Contour) -> None:
    """Kill every backend of the contour's database, as a restart of PostgreSQL would."""
    admin = await db.connect(contour.admin)
    await admin.execute(
        """select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()"""
    )
    await admin.close()


async def test_the_exchange_is_complete_after_databases_were_unreachable(land: Land) -> None:
    await meet(land)
    for number in range(6):
        await land.btlh.say(*(f"{number}.{n}" for n in range(30)))
        await cut_connections(land.region if number % 2 else land.btlh)
        await asyncio.sleep(0.1)
    await goes_on(land)
    heard = await land.region.heard("programs.btlh")
    assert len(heard) == len(set(heard)) == 182


async def test_a_contour_that_starts_while_its_database_refuses_connections_waits_for_it(
    land: Land, postgres: str
) -> None:
    land.region.start()
    async with nobody_in(postgres, land.btlh.admin.rpartition("/")[2]):
        land.btlh.start()
        await asyncio.sleep(0.6)
        assert land.btlh.running is not None
        assert not land.btlh.running[1].done()
    await goes_on(land)


async def test_a_backlog_arrives_completely_without_slowing_another_college(
    land: Land,
) -> None:
    for first in range(0, BACKLOG, 500):
        await land.btlh.say(*(f"{first + n}" for n in range(500)))
    for contour in land.all():
        contour.start()
    waits = []
    for number in range(10):
        await land.bgpk.say(f"{number}")
        waits.append(await eventually(lambda: heard_all(land.region, land.bgpk), "the other college", seconds=10))
        await asyncio.sleep(0.2)

    async def whole() -> bool:
        return len(await land.region.heard("programs.btlh")) == BACKLOG

    took = await eventually(whole, "the backlog", seconds=60)
    print(f"the backlog came after {took:.1f} s; the other college waited {max(waits):.2f} s at most")
    assert await land.region.heard("programs.btlh") == [f"{n}" for n in range(BACKLOG)]
    assert await land.region.archived("programs.btlh") == await land.btlh.told("programs.btlh")
