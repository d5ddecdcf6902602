"""Contours of different versions: events that the older one does not know are parked until its upgrade."""

import asyncio
import secrets
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from deploy.contours import SERVICES, services_of
from deploy.databases import Database, create_contour_database, login_of, migrate_contour, with_database
from deploy.process import ROOT
from services.monitoring.figure.completeness import queries as completeness
from services.monitoring.figure.indicator import queries as indicators
from services.monitoring.figure.indicator.model import Figures
from shared import config as configs
from shared import db
from shared.actor import system
from shared.config import Config, Kind, Peer
from shared.contracts.programs import MeetingHeld, NeedMarked, PairStarted, ProgramCompleted, ProgramStarted
from shared.contracts.registry import OrganizationEnrolled
from shared.db import Pool
from shared.event import Told
from shared.journal import append
from shared.migrations import let_tell, migrate
from shared.rebuild import rebuild_service, refill
from shared.sync import contour, keys
from shared.sync.following import follow
from shared.sync.loops import Stop
from shared.sync.running import RunningService, start_service
from tests.sync.contours import eventually, now
from tests.sync.older import PROGRAM as PROGRAM_ID

pytestmark = pytest.mark.slow

PROGRAM, OTHER, PAIR, MENTEE = UUID(PROGRAM_ID), uuid4(), uuid4(), uuid4()
DAY, LATER = date(2026, 9, 1), date(2027, 5, 20)


@dataclass
class Place:
    """A contour's database and description, for the old and the new code."""

    config: Config
    database: Database
    path: Path

    async def tell(self, service: str, *events: Told) -> None:
        """Tell events with the present code."""
        running = await start_service(self.config, next(s for s in services_of(self.config.kind) if s.name == service))
        async with running.transaction(system("test")) as tx:
            for event in events:
                await append(tx, event)
        await running.pool.close()

    async def enroll(self) -> None:
        """Enroll the college in the region's registry."""
        login = login_of(self.config.logins["registry"])
        registry = next(one for one in services_of("region") if one.name == "registry")
        again = partial(refill, service=registry, home="region")
        await migrate(self.database.owner, "registry", registry.migrations, login, refill=again)
        await let_tell(self.database.owner, login)
        await self.tell("registry", ENROLLED)

    @asynccontextmanager
    async def today(self) -> AsyncGenerator[dict[str, RunningService], None]:
        """Run the present code here, with migrations as at every start."""
        await migrate_contour(self.database, self.config.kind, self.config.contour)
        services = {s.name: await start_service(self.config, s) for s in services_of(self.config.kind)}
        pool, stop = await self.sync(), Stop()
        work = asyncio.create_task(contour.run(list(services.values()), self.config, pool, stop))
        try:
            yield services
        finally:
            stop.set()
            await work
            for each in (pool, *(running.pool for running in services.values())):
                each.terminate()

    @asynccontextmanager
    async def before(self) -> AsyncGenerator[asyncio.subprocess.Process, None]:
        """Run the old code here."""
        command = [sys.executable, str(ROOT / "tests/sync/older.py"), self.config.kind, str(self.path)]
        process = await asyncio.create_subprocess_exec(
            *command, self.database.owner, env={"PYTHONPATH": str(ROOT)}, cwd=self.path.parent,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        await answered(process, "ready")
        try:
            yield process
        finally:
            process.stdin.close()
            await asyncio.wait_for(process.wait(), 10)

    async def sync(self) -> Pool:
        return await db.open_pool(self.config.logins["sync"], "sync")


async def answered(process: asyncio.subprocess.Process, word: str) -> None:
    assert process.stdout is not None
    while (line := (await process.stdout.readline()).decode().strip()) != word:
        assert line, "the process of the old version has died"


@dataclass
class Both:
    """A region and one college that it follows."""

    region: Place
    college: Place


@pytest.fixture
async def both(postgres: str, nats_url: str, tmp_path: Path) -> Both:
    run = f"test_upgrade_{secrets.token_hex(4)}"

    async def place(kind: Kind, name: str, region: Peer | None = None) -> Place:
        database = await create_contour_database(postgres, name, SERVICES[kind], prefix=run)
        await migrate(database.owner, "sync", ROOT / "shared/sync/migrations", f"{database.name}_sync", journal=False)
        (tmp_path / f"{name}.key").write_bytes(secrets.token_bytes(32))
        config = Config(
            contour=name, kind=kind, title=name, time_zone="Asia/Barnaul", host="127.0.0.1", port=0,
            logins=database.logins, key=tmp_path / f"{name}.key", secret="", nats_url=nats_url, upper=region,
        )  # fmt: skip
        configs.write(config, tmp_path / f"{name}.json")
        return Place(config, database, tmp_path / f"{name}.json")

    region = await place("region", "region")
    college = await place("college", "btlh", Peer("region", keys.text_of(keys.read(region.config.key).public)))
    pool = await region.sync()
    await follow(pool, "programs.btlh", speaker="btlh", public_key=keys.read(college.config.key).public)
    await pool.close()
    return Both(region, college)


def story() -> list[Told]:
    def started(program: UUID) -> ProgramStarted:
        return ProgramStarted(
            program_id=program, pair_id=PAIR, mentee_id=MENTEE, starts_on=DAY, ends_on=LATER, edition="altai-2023",
            domains=("method",), activities=4,
        )  # fmt: skip

    return [
        NeedMarked(person_id=MENTEE, reason="novice", marked_on=DAY),
        PairStarted(
            pair_id=PAIR, mentor_id=uuid4(), mentee_ids=(MENTEE,), form="teacher-teacher", kinds=("virtual",),
            order_number="1-л", started_on=DAY,
        ),
        started(PROGRAM),
        started(OTHER),
        MeetingHeld(program_id=PROGRAM, held_on=DAY, form="online"),
        ProgramCompleted(program_id=PROGRAM, completed_on=LATER, outcomes=(), activities_done=4, activities=4),
        ProgramCompleted(program_id=OTHER, completed_on=LATER, outcomes=(), activities_done=4, activities=4),
    ]  # fmt: skip


ENROLLED = OrganizationEnrolled(
    organization="btlh", name="БТЛХ", full_name="БТЛХ", municipality="biysk", time_zone="Asia/Barnaul", public_key=""
)


async def figures(running: RunningService) -> Figures:
    async with running.transaction(system("test")) as tx:
        [row] = await indicators.figures(tx, date(2040, 1, 1))
    return row


async def journal(running: RunningService) -> list[str]:
    async with running.transaction(system("test")) as tx:
        rows = await tx.connection.fetch(NAMES)
    return [row["name"] for row in rows]


NAMES = """
    select convert_from(a.event, 'utf8')::json ->> 'type' as name
    from journal j join sync.archive a on a.stream = j.stream and a.seq between j.seq and coalesce(j.through, j.seq)
    where j.stream = 'programs.btlh' order by j.position, a.seq
"""


async def state(running: RunningService) -> str:
    async with running.transaction(system("test")) as tx:
        found = await completeness.completeness(tx)
    return found[0].state(now()) if found else ""


async def test_an_older_region_shows_what_it_lacks_and_takes_it_in_after_its_upgrade(both: Both) -> None:
    await migrate_contour(both.college.database, "college", "btlh")
    await both.college.tell("programs", *story())
    monitoring = next(service for service in services_of("region") if service.name == "monitoring")

    async with both.region.before(), both.college.today():
        await both.region.enroll()
        looking = await start_service(both.region.config, monitoring)

        async def all_looked_at() -> bool:
            seen = {row["stream"]: row["seq"] for row in await looking.pool.fetch("select stream, seq from heard")}
            return seen.get("programs.btlh") == len(story()) and "registry.all" in seen

        await eventually(all_looked_at, "the older region has looked at everything")
        parked = await looking.pool.fetch("select name, about, reason from parked order by seq")
        shown = await journal(looking)
        assert await state(looking) == "parked"
        await looking.pool.close()
    assert [(row["name"], row["about"]) for row in parked] == [
        ("programs.program_started.v2", f"program:{PROGRAM}"),
        ("programs.program_started.v2", f"program:{OTHER}"),
        ("programs.meeting_held.v2", f"program:{PROGRAM}"),
        ("programs.program_completed.v1", f"program:{PROGRAM}"),
        ("programs.program_completed.v1", f"program:{OTHER}"),
    ]
    assert parked[0]["reason"] == "неизвестное событие programs.program_started.v2"
    assert len(shown) == len(story()) - len(parked), "what was told of the people and of the pair is shown"

    async with both.region.today() as services, both.college.today():
        running = services["monitoring"]

        async def complete() -> bool:
            return await state(running) == "complete"

        await eventually(complete, "the upgraded region has everything")
        now_shown = await figures(running)
    assert (now_shown.completed, now_shown.meetings, now_shown.meetings_online) == (2, 1, 1)
    rebuilt = await rebuild_service(
        with_database(both.region.database.owner, both.region.database.name), monitoring, "region"
    )
    assert rebuilt.differing == []


async def test_events_of_an_older_college_are_read_before_and_after_its_upgrade(both: Both) -> None:
    await both.region.enroll()
    async with both.region.today() as services:
        running = services["monitoring"]

        async def complete() -> bool:
            return await state(running) == "complete"

        async with both.college.before() as college:
            assert college.stdin is not None
            college.stdin.write(b"2026-09-15\n")
            await answered(college, "told")

            async def untold() -> bool:
                return (await figures(running)).meetings_untold == 1

            await eventually(untold, "what an older college told is shown")

        async with both.college.today():
            await both.college.tell("programs", MeetingHeld(program_id=PROGRAM, held_on=DAY, form="online"))

            async def both_meetings() -> bool:
                return (await figures(running)).meetings == 2

            await eventually(both_meetings, "what the upgraded college told")
            await eventually(complete, "everything")
        shown = await figures(running)
        names = await journal(running)
    assert (shown.meetings_online, shown.meetings_untold) == (1, 1)
    assert names == ["programs.meeting_held.v1", "programs.meeting_held.v2"]
