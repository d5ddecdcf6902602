"""A contour serves each organization that it hosts with its own clocks, day, name, accounts and stream."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
import pytest

from services.programs.app import SERVICE
from services.programs.pairing.pair import commands as pairs
from shared import db
from shared.actor import Role, system
from shared.contour import clocks, ticking
from shared.contracts.registry import OrganizationEnrolled
from shared.identity import accounts, grants
from shared.sync import running
from shared.web.exchange import bar
from tests.conftest import FreshContour
from tests.house.organizations import MENTEE, MENTOR, Life, lived
from tests.programs.college import HOME, NOON
from tests.programs.visit import OpenCollege, open_college

HOSTED = "bgpk"


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Both:
    """A contour with two organizations that have the same people."""

    college: OpenCollege
    clock: Clock
    hosted: Life


@pytest.fixture(scope="module")
async def both(fresh_contour: FreshContour) -> AsyncGenerator[Both, None]:
    clock = Clock()
    async with open_college(fresh_contour, clock) as college:
        await lived(college.running, HOME)
        yield Both(college, clock, await lived(college.running, HOSTED))


async def test_a_clock_ends_the_pair_of_another_organization_as_a_fact_of_its_own(both: Both) -> None:
    life = both.hosted
    async with life.acting(MENTOR, Role.MENTOR) as tx:
        await pairs.give_notice(tx, pairs.GiveNotice(pair_id=life.ids["pair_id"], reason="нагрузка"))
    both.clock.at += timedelta(days=10)
    try:
        config = msgspec.structs.replace(both.college.running.config, hosted=(HOSTED,))
        for actor in clocks(config):
            for step in (step for subject in SERVICE.subjects for step in subject.clock):
                await ticking(both.college.running, step, actor)()
    finally:
        both.clock.at = NOON
    async with both.college.running.transaction(system("test")) as tx:
        ended = await tx.connection.fetch("select organization, actor from journal where name like '%pair_ended%'")
        assert [tuple(row) for row in ended] == [(HOSTED, "system:clock")]
        told = await tx.connection.fetch("select stream from sync.outbox where name like '%pair_ended%'")
        assert [row["stream"] for row in told] == [f"programs.{HOSTED}"]


async def test_an_account_in_the_name_of_anothers_person_opens_nothing_of_theirs(both: Both) -> None:
    college, other = both.college, both.hosted
    head = await college.enter(Role.HEAD)
    stolen = str(other.people[MENTEE])
    answer = await head.send("/accounts", page="/accounts/new", name="Шубина Лариса", person_id=stolen)
    assert answer.status_code == 200, "the same as for a person whom nobody knows"
    async with college.gate.transaction(system("test", HOME)) as tx:
        account = await accounts.account_of_person(tx, other.people[MENTEE])
        assert account is not None
        await grants.grant(tx, account.id, Role.TEACHER, HOSTED)
        actor = await college.gate.actor(tx, account.id)
    assert (actor.roles, actor.organizations, actor.organization) == (frozenset(), "", HOME)
    thief = msgspec.structs.replace(actor, roles=frozenset(Role), organizations=HOME)
    async with college.running.transaction(thief) as tx:
        for table in ("diary", "assessment_words", "meeting", "person", "card"):
            rows = await tx.connection.fetch(f"select * from {table} where organization = $1", HOSTED)
            assert rows == [], table


async def test_the_day_is_that_of_ones_own_organization_and_the_frame_bears_its_name(
    fresh_contour: FreshContour, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled = OrganizationEnrolled(
        organization=HOSTED, name="Чукотский педколледж", full_name="Чукотский педагогический колледж",
        municipality="Анадырь", time_zone="Asia/Anadyr", public_key="",
    )  # fmt: skip
    late = Clock(NOON.replace(hour=14))  # in Altai it is evening, in Anadyr the next day
    async with open_college(fresh_contour, late) as college:
        curator = await college.enter(Role.CURATOR, organization=HOSTED)
        assert HOSTED in await curator.read("/needs")
        async with college.running.transaction(system("test"), speaker="region") as tx:
            tx.origin = db.Origin("registry.all", 1, 1, tx.now)
            await SERVICE.take_in(tx, enrolled)
        monkeypatch.setattr(running, "KNOWN_FOR", -1.0)
        async with college.running.transaction(system("test", HOSTED)) as tx:
            assert f"{tx.today:%d.%m}" == "25.11"
        async with college.running.transaction(system("test")) as tx:
            assert f"{tx.today:%d.%m}" == "24.11"
        page = await curator.read("/needs")
        assert "Чукотский педколледж" in page
        assert HOME not in page


async def test_the_bar_counts_what_the_contours_own_organization_tells(both: Both) -> None:
    config = both.college.running.config
    pool = await db.open_pool(config.logins["sync"], "sync")
    try:
        await pool.execute(ALL_HELD, f"programs.{HOME}")
        said = await bar(msgspec.structs.replace(config, clock_offset=-1e6), pool)()
    finally:
        await pool.close()
    assert said.text.startswith("Регион получил всё"), said.text


# As the region says when it has everything.
ALL_HELD = """
    insert into sync.audience (stream, follower, epoch, seq, hash, at, contact_at)
    select stream, 'region', epoch, seq, hash, at, now() from sync.head where stream = $1
"""
