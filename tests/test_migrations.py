"""Migrations of a database with data: they see existing rows, although row-level security applies to the owner too."""

from pathlib import Path

import asyncpg
import pytest

from deploy.databases import create_contour_database, login_of, with_database
from shared import db
from shared.db import Connection
from shared.migrations import Edited, migrate, missing

FIRST = (
    "create table thing (organization text not null default current_setting('app.organization'), name text not null);"
)
SECOND = """
alter table thing add column length int;
update thing set length = length(name);
alter table thing alter column length set not null;
"""


async def test_a_migration_that_asks_for_it_makes_the_tables_again_and_all_is_undone_when_that_fails(
    postgres: str, tmp_path: Path
) -> None:
    database = await create_contour_database(postgres, "again", ("thing",), prefix="test_migrations")
    role = login_of(database.logins["thing"])
    (tmp_path / "0001_thing.sql").write_text(FIRST)
    await migrate(database.owner, "thing", tmp_path, role, journal=False)
    (tmp_path / "0002_number.sql").write_text("-- refill\ntruncate thing; alter table thing add number int not null;")
    (tmp_path / "0003_second.sql").write_text("alter table thing add second text;")

    async def fails(connection: Connection) -> None:
        raise LookupError("the archive lacks one")

    async def refill(connection: Connection) -> None:
        await connection.execute("insert into thing (organization, name, number, second) values ('btlh', 'ель', 7, '')")

    administrator = await asyncpg.connect(with_database(postgres, database.name))
    await administrator.execute("insert into thing.thing (organization, name) values ('btlh', 'ель')")
    with pytest.raises(LookupError):
        await migrate(database.owner, "thing", tmp_path, role, journal=False, refill=fails)
    assert [dict(row) for row in await administrator.fetch("select * from thing.thing")] == [
        {"organization": "btlh", "name": "ель"}
    ]

    assert await migrate(database.owner, "thing", tmp_path, role, journal=False, refill=refill) == 2
    assert await administrator.fetchval("select number from thing.thing") == 7
    assert await migrate(database.owner, "thing", tmp_path, role, journal=False, refill=fails) == 0
    await administrator.close()


async def test_a_later_migration_changes_rows_that_are_there_and_an_edited_one_is_noticed(
    postgres: str, tmp_path: Path
) -> None:
    database = await create_contour_database(postgres, "past", ("thing",), prefix="test_migrations")
    role = login_of(database.logins["thing"])
    (tmp_path / "0001_thing.sql").write_text(FIRST)
    assert await migrate(database.owner, "thing", tmp_path, role, journal=False) == 1
    administrator = await asyncpg.connect(with_database(postgres, database.name))
    await administrator.execute(
        "insert into thing.thing (organization, name) values ('btlh', 'ель'), ('bgpk', 'сосна')"
    )

    (tmp_path / "0002_length.sql").write_text(SECOND)
    assert await migrate(database.owner, "thing", tmp_path, role, journal=False) == 1

    rows = await administrator.fetch("select name, length from thing.thing order by name")
    await administrator.close()
    assert [tuple(row) for row in rows] == [("ель", 3), ("сосна", 5)]
    (tmp_path / "0001_thing.sql").write_text(FIRST + "-- on second thoughts")
    with pytest.raises(Edited):
        await migrate(database.owner, "thing", tmp_path, role, journal=False)


LENGTHS = (
    "create view lengths with (security_invoker = true) as select organization, length(name) as length from thing;"
)


async def test_a_view_follows_its_declaration_in_the_transaction_of_the_migrations(
    postgres: str, tmp_path: Path
) -> None:
    database = await create_contour_database(postgres, "seen", ("thing",), prefix="test_migrations")
    role = login_of(database.logins["thing"])

    async def start(**views: str) -> int:
        return await migrate(database.owner, "thing", tmp_path, role, journal=False, views=views)

    (tmp_path / "0001_thing.sql").write_text(FIRST)
    assert await start(lengths=LENGTHS) == 1
    administrator = await asyncpg.connect(with_database(postgres, database.name))
    await administrator.execute("insert into thing.thing (organization, name) values ('btlh', 'ель')")
    first = await administrator.fetchval("select 'thing.lengths'::regclass::oid")
    assert await start(lengths=LENGTHS) == 0
    assert await administrator.fetchval("select 'thing.lengths'::regclass::oid") == first  # unchanged, not made again

    # A changed declaration may have other columns, and a new migration may drop a column that the old view reads.
    (tmp_path / "0002_word.sql").write_text("alter table thing rename name to word; alter table thing drop word;")
    with pytest.raises(asyncpg.UndefinedColumnError):
        await start(lengths=LENGTHS)
    assert await administrator.fetchval("select length from thing.lengths") == 3  # nothing of the failed start is left
    assert await start(lengths="create view lengths as select 7 as seven;") == 1

    reader = await db.open_pool(database.logins["thing"], "thing")
    assert await reader.fetchval("select seven from lengths") == 7
    assert await missing(reader, set(), {"lengths": "create view lengths as select 7 as seven;"}) == []
    assert await missing(reader, set(), {"lengths": LENGTHS}) == ["lengths"]
    await reader.close()
    await administrator.close()
