"""A contour says that it lives, and apart from that whether it can work: a broker is not needed for either."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from deploy.contours import services_of
from deploy.process import free_port
from shared.config import Config, Peer
from shared.contour import Contour, application, open_contour
from shared.sync import contour as exchange
from shared.sync.loops import Stop, end
from tests.conftest import FreshContour, FreshDatabase
from tests.sync.contours import eventually

Answer = tuple[int, dict[str, Any]]


class Watcher:
    """A monitor that polls a contour."""

    def __init__(self, contour: Contour) -> None:
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(application(contour)),  # type: ignore[arg-type]  # the same protocol
            base_url="http://btlh.test",
        )

    async def ask(self, path: str) -> Answer:
        answer = await self.http.get(path)
        return answer.status_code, answer.json()


@asynccontextmanager
async def exchanging(contour: Contour) -> AsyncGenerator[None, None]:
    stop = Stop()
    work = exchange.run(contour.services, contour.config, contour.sync, stop, station=contour.station)
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        stop.set()
        await end([task])


@pytest.fixture
async def college(fresh_contour: FreshContour) -> Config:
    """A college whose broker does not answer."""
    upper = Peer("region", "A" * 43 + "=", nats_url=f"nats://127.0.0.1:{free_port()}")
    return await fresh_contour("college", "btlh", upper=upper)


async def test_a_contour_is_ready_when_its_exchange_runs_and_needs_no_broker_for_that(college: Config) -> None:
    async with open_contour(college, services_of("college")) as contour:
        watcher = Watcher(contour)
        assert await watcher.ask("/healthz") == (200, {"status": "ok"})
        assert await watcher.ask("/readyz") == (503, {"status": "broken", "broken": ["exchange"], "away": []})

        async with exchanging(contour):

            async def ready() -> bool:
                return (await watcher.ask("/readyz"))[0] == 200

            await eventually(ready, "the exchange runs")
            assert await watcher.ask("/readyz") == (200, {"status": "ok", "broken": [], "away": ["above"]})

        assert (await watcher.ask("/readyz"))[0] == 503
        assert (await watcher.ask("/healthz"))[0] == 200


async def test_a_schema_that_lacks_a_migration_or_does_not_answer_is_named_and_the_process_still_lives(
    fresh_database: FreshDatabase, college: Config
) -> None:
    database = await fresh_database("college")
    config = msgspec.structs.replace(college, logins=database.logins)
    owner = await asyncpg.connect(database.owner)
    async with open_contour(config, services_of("college")) as contour:
        contour.station.running = True
        watcher = Watcher(contour)
        assert (await watcher.ask("/readyz"))[1]["broken"] == []
        await owner.execute("delete from programs._migration where name = (select max(name) from programs._migration)")
        assert (await watcher.ask("/readyz"))[1]["broken"] == ["programs: migrations"]
        contour.sync.terminate()
        assert await watcher.ask("/readyz") == (
            503,
            {"status": "broken", "broken": ["programs: migrations", "sync"], "away": []},
        )
        assert await watcher.ask("/healthz") == (200, {"status": "ok"})
    await owner.close()
