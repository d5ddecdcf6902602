"""The transaction: which results it keeps, and when it drops them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

import asyncpg
import pytest

from services.programs.app import SERVICE as PROGRAMS
from shared import db
from shared.actor import system
from shared.db import Tx, once
from shared.sync.running import start_service
from tests.conftest import FreshContour, FreshDatabase

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@asynccontextmanager
async def transaction(fresh_contour: FreshContour) -> AsyncGenerator[Tx, None]:
    config = await fresh_contour("college", "btlh")
    pool = await db.open_pool(config.logins["programs"], "programs")
    try:
        async with db.transaction(pool, now=NOW, actor=system("test"), organization="btlh") as tx:
            yield tx
    finally:
        await pool.close()


async def test_a_view_is_read_once_in_a_transaction_and_anew_after_a_write(fresh_contour: FreshContour) -> None:
    reads: list[str] = []

    @once
    async def colleges(tx: Tx, like: str) -> int:
        reads.append(like)
        return int(await tx.value("select count(*) from college where slug like $1", like))

    async with transaction(fresh_contour) as tx:
        assert [await colleges(tx, "b%"), await colleges(tx, "b%"), await colleges(tx, "z%")] == [0, 0, 0]
        assert reads == ["b%", "z%"]
        await tx.run("insert into college (slug, name, full_name, municipality, time_zone) values ('b','','','','')")
        assert await colleges(tx, "b%") == 1
        assert reads == ["b%", "z%", "b%"]


async def test_a_view_is_read_anew_for_another_organization(fresh_contour: FreshContour) -> None:
    @once
    async def whose(tx: Tx) -> str:
        return str(await tx.value("select current_setting('app.organization')"))

    async with transaction(fresh_contour) as tx:
        assert await whose(tx) == "btlh"
        await tx.act_for("bgpk", None)
        assert await whose(tx) == "bgpk"


async def test_a_row_is_locked_by_its_columns_and_a_value_never_becomes_a_name(fresh_contour: FreshContour) -> None:
    insert = "insert into college (slug, name, full_name, municipality, time_zone) values ('b','','','','')"
    held = "select count(*) from pg_locks where relation = 'college'::regclass and mode = 'RowShareLock'"
    async with transaction(fresh_contour) as tx:
        await tx.run(insert)
        assert await tx.value(held) == 0
        await tx.lock("college", slug="b", name="")
        assert await tx.value(held) == 1
        for table, key in (
            ("college; drop table need", {"slug": "b"}),
            ("college", {"true or slug": "b"}),
            ("college", {}),
        ):
            with pytest.raises(ValueError, match="college"):
                await tx.lock(table, **key)


async def test_a_connection_goes_back_with_nothing_set(fresh_contour: FreshContour) -> None:
    config = await fresh_contour("college", "btlh")
    pool = await db.open_pool(config.logins["programs"], "programs", size=1)
    try:
        async with db.transaction(pool, now=NOW, actor=system("test"), organization="btlh"):
            pass
        assert await pool.fetchval("select coalesce(current_setting('app.organizations', true), '')") == ""
        assert await pool.fetchval("show search_path") == "programs,public"
    finally:
        await pool.close()


async def test_the_day_is_that_of_the_contours_people(fresh_contour: FreshContour) -> None:
    evening = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
    days = {}
    for zone in ("Asia/Kamchatka", "Europe/Kaliningrad"):
        config = await fresh_contour("college", "btlh", time_zone=zone)
        running = await start_service(config, PROGRAMS, clock=lambda: evening)
        async with running.transaction(system("test")) as tx:
            days[zone] = tx.today
        await running.pool.close()
    assert days == {
        "Asia/Kamchatka": date(2026, 11, 25),
        "Europe/Kaliningrad": date(2026, 11, 24),
    }


async def test_a_database_that_lets_nobody_in_just_now_is_waited_for(
    fresh_database: FreshDatabase, postgres: str
) -> None:
    database = await fresh_database("college")
    admin = await asyncpg.connect(postgres)
    await admin.execute(f'alter database "{database.name}" allow_connections false')
    try:
        with pytest.raises(asyncpg.PostgresError) as refused:
            await db.connect(database.owner)
    finally:
        await admin.execute(f'alter database "{database.name}" allow_connections true')
        await admin.close()

    assert db.passing(refused.value)
    await (await db.connect(database.owner)).close()
