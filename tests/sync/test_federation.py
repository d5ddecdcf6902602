"""The exchange between a region and the federation, with their real services and accounts at the broker."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from nats.errors import Error

from deploy.broker import Broker as Rule
from deploy.contours import services_of
from deploy.databases import with_database
from deploy.verify import compare
from services.monitoring.fact.fact import store as fact
from services.monitoring.federation.region.commands import EnrollRegion, SuspendRegion, enroll_region, suspend_region
from services.monitoring.federation.report import queries as reports
from services.monitoring.federation.report.commands import SendReport, report_what_is_due, send_report
from shared import db
from shared.actor import EVERYTHING, Actor, Role
from shared.config import Config, Peer
from shared.contour import Contour, open_contour
from shared.contracts.programs import StaffCounted
from shared.contracts.registry import OrganizationEnrolled
from shared.db import Origin
from shared.rebuild import rebuild_service
from shared.sync import contour as exchange
from shared.sync import keys, passport, state
from shared.sync.loops import Stop
from shared.sync.nats.link import connect
from shared.sync.running import RunningService
from shared.web.handover import handover
from tests.conftest import FreshContour
from tests.sync.conftest import Broker
from tests.sync.contours import eventually

STREAM = "monitoring.altai"
OFFICIAL = Actor(id="account:official", roles=frozenset({Role.OFFICIAL}), organizations=EVERYTHING)
OPERATOR = Actor(id="account:operator", roles=frozenset({Role.OPERATOR}), organizations=EVERYTHING)
LEAST = 4  # the number of indicators in a complete report


@dataclass
class Hop:
    """A region, the federation above it, and the federation's broker."""

    region: Contour
    federation: Contour
    broker: Broker
    postgres: str
    running: dict[str, tuple[Stop, "asyncio.Task[None]"]] = field(default_factory=dict)

    def start(self, *contours: Contour) -> None:
        for one in contours or (self.region, self.federation):
            stop = Stop()
            work = asyncio.create_task(exchange.run(one.services, one.config, one.sync, stop))
            self.running[one.config.contour] = (stop, work)

    async def stop(self, *contours: Contour) -> None:
        for one in contours or (self.region, self.federation):
            stop, task = self.running.pop(one.config.contour)
            stop.set()
            await task

    async def enroll(self) -> None:
        public = keys.text_of(keys.read(self.region.config.key).public)
        wish = EnrollRegion(organization="altai", name="Алтайский край", public_key=public)
        async with monitoring(self.federation).transaction(OPERATOR) as tx:
            await enroll_region(tx, wish)

    async def reports(self, teachers: int) -> int:
        """Let the region count its teachers again and report; return how many indicators changed."""
        async with monitoring(self.region).transaction(OFFICIAL) as tx:
            await tx.act_for("btlh", Origin("programs.btlh", 1, teachers, datetime.now(UTC)))
            await fact.apply(tx, StaffCounted(as_of=date(2026, 1, 1), teachers=teachers, novices=0, under_35=0))
            await tx.act_for("altai", None)
            return await send_report(tx, SendReport())

    async def whole(self) -> bool:
        """Tell whether the federation has archived and taken in everything the region told."""
        told = [row["event"] for row in await self.region.sync.fetch(TOLD, STREAM)]
        held = [row["event"] for row in await self.federation.sync.fetch(HELD, STREAM)]
        return told == held and len(await self.shown()) == len(told)

    async def shown(self) -> list[int | None]:
        """Return the numbers of teachers that the federation received, in the order of the stream."""
        async with monitoring(self.federation).transaction(OPERATOR) as tx:
            return [one.whole for one in await reports.history(tx, "altai")]

    async def owner(self, contour: Contour) -> db.Connection:
        return await db.connect(with_database(self.postgres, database_of(contour)))


TOLD = "select event from sync.outbox where stream = $1 order by seq"
HELD = "select event from sync.archive where stream = $1 order by seq"


def monitoring(contour: Contour) -> RunningService:
    return next(running for running in contour.services if running.service.name == "monitoring")


def database_of(contour: Contour) -> str:
    return contour.config.logins["sync"].rpartition("/")[2]


@pytest.fixture
async def hop(fresh_contour: FreshContour, broker: Broker, scratch: Path, postgres: str) -> AsyncIterator[Hop]:
    above = msgspec.structs.replace(await fresh_contour("federation", "federation"), nats_url=broker.url)
    rule = Rule(keys.Key(secrets.token_bytes(32)), keys.read(above.key))
    broker.stop()
    broker.accounts = rule.config(broker.data)
    broker.start()
    region = await fresh_contour("region", "altai")
    above = msgspec.structs.replace(above, nats_credentials=paper(scratch, rule, above))
    upper = Peer("federation", keys.text_of(keys.read(above.key).public), broker.url, paper(scratch, rule, region))
    region = msgspec.structs.replace(region, upper=upper)
    async with AsyncExitStack() as stack:
        contours = [
            await stack.enter_async_context(open_contour(one, services_of(one.kind))) for one in (region, above)
        ]
        hop = Hop(contours[0], contours[1], broker, postgres)
        await enrolled(hop.region)
        yield hop
        await hop.stop(*(one for one in contours if one.config.contour in hop.running))


def paper(scratch: Path, rule: Rule, config: Config) -> Path:
    path = scratch / f"{database_of_login(config)}.jwt"
    path.write_text(rule.passport(keys.read(config.key).public))
    return path


def database_of_login(config: Config) -> str:
    return config.logins["sync"].rpartition("/")[2]


async def enrolled(region: Contour) -> None:
    async with monitoring(region).transaction(OFFICIAL) as tx:
        await tx.act_for("altai", Origin("registry.all", 1, 1, datetime.now(UTC)))
        await fact.apply(
            tx,
            OrganizationEnrolled(
                organization="btlh", name="БТЛХ", full_name="БТЛХ", municipality="Бийск", time_zone="Asia/Barnaul",
                public_key="",
            ),
        )  # fmt: skip
        await tx.act_for("altai", None)


async def test_a_region_is_let_in_when_it_is_enrolled_and_all_it_told_before_arrives(hop: Hop) -> None:
    hop.start()
    assert await hop.reports(900) == LEAST
    await asyncio.sleep(1)
    assert hop.region.config.upper is not None
    mine = passport.read(hop.region.config.upper.nats_credentials)
    with pytest.raises((Error, TimeoutError)):
        await connect(hop.broker.url, keys.read(hop.region.config.key), mine)

    await hop.enroll()

    took = await eventually(hop.whole, "what the region had told")
    print(f"heard {took:.2f} s after its enrolment")
    given = await handover(hop.federation.config, hop.federation.sync, "altai")
    assert (given.upper.contour, given.nats_url) == ("federation", hop.broker.url)
    client = await connect(given.nats_url, keys.read(hop.region.config.key), passport.Passport(given.passport))
    await client.close()


async def test_the_same_figures_are_told_once_by_a_person_and_by_the_clock(hop: Hop) -> None:
    await hop.enroll()
    async with monitoring(hop.region).transaction(OFFICIAL) as tx:
        assert await report_what_is_due(tx) == 0, "a person begins"
    assert await hop.reports(900) == LEAST
    assert await hop.reports(900) == 0
    async with monitoring(hop.region).transaction(OFFICIAL) as tx:
        assert await report_what_is_due(tx) == 0
    # Only the share computed from the teachers has changed.
    assert await hop.reports(901) == 1
    hop.start()
    await eventually(hop.whole, "both reports")
    assert await hop.shown() == [900, None, None, 0, 901]


async def test_a_cut_line_and_a_wiped_broker_lose_nothing_and_both_sides_are_equal(hop: Hop) -> None:
    await hop.enroll()
    hop.start()
    await hop.reports(900)
    await eventually(hop.whole, "the first report")
    hop.broker.stop()
    hop.broker.wipe()
    for teachers in range(901, 931):
        await hop.reports(teachers)
    hop.broker.start()

    took = await eventually(hop.whole, "what was told without a line")
    print(f"caught up in {took:.2f} s")
    assert (await hop.shown())[LEAST:] == list(range(901, 931))
    [one] = await compare([hop.region.config, hop.federation.config])
    assert (one.stream, one.wrong, one.told.events) == (STREAM, None, LEAST + 30)


async def test_a_federation_restored_from_an_older_copy_gets_the_lost_events_again(hop: Hop) -> None:
    await hop.enroll()
    hop.start()
    for teachers in (900, 901, 902):
        await hop.reports(teachers)
    await eventually(hop.whole, "three reports")
    await hop.stop(hop.federation)
    owner = await hop.owner(hop.federation)
    await owner.execute("delete from sync.archive where stream = $1 and seq > 4", STREAM)
    await owner.execute("delete from monitoring.reported where number > 4")
    await owner.execute("delete from monitoring.journal where seq > 4")
    await owner.execute("update monitoring.journal set through = 4 where stream = $1 and through > 4", STREAM)
    await owner.execute("update monitoring.heard set seq = 4 where stream = $1", STREAM)
    await owner.execute(
        """update sync.followed f set seq = a.seq, hash = a.hash from sync.archive a
           where (f.stream, a.stream, a.seq) = ($1, $1, 4)""",
        STREAM,
    )
    await owner.close()

    hop.start(hop.federation)

    await eventually(hop.whole, "what the copy did not have")
    assert await hop.shown() == [900, None, None, 0, 901, 902]


async def test_a_region_restored_from_an_older_copy_is_noticed_and_no_more_of_it_is_accepted(hop: Hop) -> None:
    await hop.enroll()
    hop.start()
    await hop.reports(900)
    await hop.reports(901)
    await eventually(hop.whole, "two reports")
    await hop.stop(hop.region)
    owner = await hop.owner(hop.region)
    await owner.execute("delete from sync.outbox where stream = $1 and seq > 4", STREAM)
    await owner.execute(
        """update sync.head h set seq = 4, hash = o.hash from sync.outbox o
           where (h.stream, o.stream, o.seq) = ($1, $1, 4)""",
        STREAM,
    )
    await owner.close()
    await hop.reports(950)

    hop.start(hop.region)

    async def alarmed() -> bool:
        told = await state.told(hop.region.sync)
        return any(one.stream == STREAM and one.alarm is not None and "FORK" in one.alarm for one in told)

    await eventually(alarmed, "the region sees that it was restored")
    assert await hop.shown() == [900, None, None, 0, 901]


async def test_a_suspended_region_is_disconnected_and_its_told_events_stay(hop: Hop) -> None:
    await hop.enroll()
    hop.start()
    await hop.reports(900)
    await eventually(hop.whole, "the first report")
    async with monitoring(hop.federation).transaction(OPERATOR) as tx:
        await suspend_region(tx, SuspendRegion(organization="altai", reason="Смена ключа"))
    await asyncio.sleep(0.5)
    await hop.reports(901)
    await asyncio.sleep(1)
    assert await hop.shown() == [900, None, None, 0]


async def test_the_tables_of_the_federation_come_back_the_same_from_its_journal(hop: Hop) -> None:
    await hop.enroll()
    hop.start()
    for teachers in (900, 901, 3):
        await hop.reports(teachers)
    await eventually(hop.whole, "three reports")
    service = monitoring(hop.federation).service
    rebuilt = await rebuild_service(with_database(hop.postgres, database_of(hop.federation)), service, "federation")
    assert rebuilt.differing == []
    assert rebuilt.events == 1 + len(await hop.shown())
