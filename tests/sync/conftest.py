"""A region and two colleges on real PostgreSQL, with a NATS server of their own, because these tests damage it."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from deploy.databases import Database, clone, with_database
from deploy.local import start_nats
from deploy.process import Running
from shared.config import By, Kind
from tests.sync.contours import Contour, make_contour, make_database


@dataclass
class Broker:
    """A NATS server that can be stopped, wiped and started again at the same address."""

    data: Path
    running: Running
    accounts: str = ""

    @property
    def url(self) -> str:
        return self.running.address

    def stop(self) -> None:
        self.running.stop()

    def start(self) -> None:
        self.running = start_nats(self.data, port=self.running.port, accounts=self.accounts)

    def wipe(self) -> None:
        shutil.rmtree(self.data)


@pytest.fixture
def broker(scratch: Path) -> Iterator[Broker]:
    data = scratch / f"nats-{secrets.token_hex(4)}"
    broker = Broker(data, start_nats(data))
    yield broker
    if broker.running.alive:
        broker.stop()


@dataclass
class Land:
    """The region and its two colleges."""

    region: Contour
    btlh: Contour
    bgpk: Contour

    def all(self) -> list[Contour]:
        return [self.region, self.btlh, self.bgpk]


@pytest.fixture(scope="session")
def templates() -> dict[Kind, Database]:
    return {}


numbers = count(1)
RUN = f"test_sync_{secrets.token_hex(4)}"


@pytest.fixture
def line() -> By:
    """The line of the colleges; a test for every line overrides it by its parameters."""
    return "nats"


@pytest.fixture
async def land(
    postgres: str, scratch: Path, broker: Broker, templates: dict[Kind, Database], line: By
) -> AsyncIterator[Land]:
    async def fresh(kind: Kind) -> Database:
        if kind not in templates:
            templates[kind] = await make_database(postgres, kind, RUN)
        return await clone(postgres, templates[kind], f"{RUN}_{kind}_{next(numbers)}")

    async def make(kind: Kind, name: str, region: Contour | None = None) -> Contour:
        database = await fresh(kind)
        admin = with_database(postgres, database.name)
        return await make_contour(database, kind, name, admin=admin, nats_url=broker.url, folder=scratch, region=region)

    region = await make("region", "region")
    colleges = [await make("college", name, region) for name in ("btlh", "bgpk")]
    land = Land(region, *colleges)
    for college in colleges:
        await region.enroll(college)
    if line != "nats":
        await region.open_doors()
        for college in colleges:
            college.go_by_https(region, line=line)
    yield land
    # Close the callers first: otherwise a last question would wait for its answer until its timeout.
    await asyncio.gather(land.btlh.close(), land.bgpk.close())
    await land.region.close()
