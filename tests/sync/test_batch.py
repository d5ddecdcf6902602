"""Events written in batches leave the same rows as events written one by one."""

import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import islice
from uuid import uuid4

import asyncpg
import pytest

from deploy.contours import services_of
from services.monitoring.fact.fact.store import apply
from shared import db
from shared.actor import system
from shared.contracts.programs import MentorPublished, MentorWithdrawn, StaffCounted
from shared.db import Origin, Tx
from shared.event import Told, name_of
from shared.rebuild import digests, state_tables
from shared.sync.batch import Batch
from shared.sync.widened import Widened
from tests.bench.stage import facts
from tests.conftest import FreshDatabase

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = NOW.date()


def published(person: object) -> list[Told]:
    card = {"name": "А", "post": "б", "subject": "в", "category": "г", "experience_years": 9, "about_self": "д"}
    there = MentorPublished(person_id=person, domains=("methods",), mentees_now=1, consented_on=DAY, **card)  # type: ignore[arg-type]
    return [there, MentorWithdrawn(person_id=there.person_id, withdrawn_on=DAY), there]


def counted(teachers: int) -> Told:
    return StaffCounted(as_of=DAY, teachers=teachers, novices=1, under_35=1)


def woven(chance: random.Random) -> list[Told]:
    """Return several stories merged at random, each in its own order."""
    stories = [list(islice(facts(), 20)) for _ in range(6)]
    stories += [published(uuid4()) for _ in range(3)] + [[counted(7), counted(9)]]
    order = [story for story in stories for _ in story]
    chance.shuffle(order)
    return [story.pop(0) for story in order]


def test_only_events_without_reactions_are_written_in_batches() -> None:
    apart = {service.name: service.apart for service in services_of("region")}
    told = {name_of(type(event)) for event in islice(facts(), 20)}

    assert told <= apart["monitoring"]
    assert apart["registry"] | apart["routes"] == set()


@pytest.mark.parametrize("seed", range(5))
async def test_events_in_batches_leave_the_same_rows_as_one_by_one(fresh_database: FreshDatabase, seed: int) -> None:
    told = woven(random.Random(seed))
    connection = await db.connect((await fresh_database("region")).owner)
    await connection.execute("set search_path to monitoring, public")
    found = []
    for together in (False, True):
        turn = connection.transaction()
        await turn.start()
        await connection.execute(db.SCOPE, "*", "btlh", "")
        plain = Tx(connection, now=NOW, actor=system("test"), organization="btlh")
        tx = Batch(plain, {}) if together else plain
        for seq, event in enumerate(told, 1):
            await tx.act_for("btlh", Origin("programs.btlh", 1, seq, NOW))
            tx.about = getattr(event, event.about)
            await apply(tx, event)
        assert not isinstance(tx, Batch) or await tx.value("select count(*) from meeting") == 84
        assert await tx.value("select teachers from staff") == next(
            event.teachers for event in reversed(told) if isinstance(event, StaffCounted)
        )
        found.append(await digests(connection, await state_tables(connection, "monitoring")))
        await turn.rollback()
    await connection.close()

    assert found[0] == found[1]


async def test_every_statement_of_monitoring_can_be_rewritten_for_many_rows(fresh_database: FreshDatabase) -> None:
    connection = await db.connect((await fresh_database("region")).owner)
    await connection.execute("set search_path to monitoring, public")
    known: dict[str, Widened | None] = {}
    turn = connection.transaction()
    await turn.start()
    await connection.execute(db.SCOPE, "*", "btlh", "")
    tx = Batch(Tx(connection, now=NOW, actor=system("test"), organization="btlh"), known)
    for seq, event in enumerate(woven(random.Random(0)), 1):
        await tx.act_for("btlh", Origin("programs.btlh", 1, seq, NOW))
        tx.about = getattr(event, event.about)
        await apply(tx, event)
    await tx.flush()
    await turn.rollback()
    await connection.close()

    assert len(known) >= 8
    assert None not in known.values()


@asynccontextmanager
async def at_work(fresh_database: FreshDatabase) -> AsyncGenerator[Tx, None]:
    """A transaction that is rolled back, which needs a connection without a statement under way."""
    connection = await db.connect((await fresh_database("region")).owner)
    turn = connection.transaction()
    await turn.start()
    yield Tx(connection, now=NOW, actor=system("test"), organization="btlh")
    await turn.rollback()
    await connection.close()


async def prepare(tx: Tx, first: str, then: str, error: type[Exception] | None = None) -> None:
    """Write a statement while the next is prepared, and raise `error`, if given, meanwhile."""
    async with Batch(tx, {}) as batch:
        await batch.run(first)
        await batch.write_behind()
        await batch.run(then)
        if error is not None:
            raise error


async def test_a_failed_write_fails_the_whole_batch(fresh_database: FreshDatabase) -> None:
    async with at_work(fresh_database) as tx:
        with pytest.raises(asyncpg.DivisionByZeroError):
            await prepare(tx, "select 1 / 0", "select 1")


async def test_an_error_during_a_write_waits_for_the_write_to_end(fresh_database: FreshDatabase) -> None:
    async with at_work(fresh_database) as tx:
        with pytest.raises(KeyError):
            await prepare(tx, "select pg_sleep(0.2)", "select 1 / 0", KeyError)
