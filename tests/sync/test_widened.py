"""A statement said for many rows at once does what it does for each of them."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from shared import db
from shared.columns import array
from shared.db import Connection
from shared.sync.widened import adds, widen
from tests.conftest import FreshDatabase

AWKWARD = [
    "",
    " ",
    "null",
    "NULL",
    'a"b',
    "a\\b",
    "\\n",
    "{}",
    "a,b",
    "строка\nстрока",
    "\t\u0001",
    '\\"',
    "'",
    "\u2028😀",
]


@pytest.fixture
async def connection(fresh_database: FreshDatabase) -> AsyncIterator[Connection]:
    connection = await db.connect((await fresh_database("region")).owner)
    await connection.execute(
        """create temporary table thing (
               id uuid primary key, name text, names text[], day date, at timestamptz, count int, data jsonb)"""
    )
    yield connection
    await connection.close()


@pytest.mark.parametrize("items", [AWKWARD, [None, *AWKWARD, None], [], ["a"], [None]])
async def test_any_text_comes_through_an_array(connection: Connection, items: list[str | None]) -> None:
    assert await connection.fetchval("select $1::text::text[]", array(items)) == items


def things() -> list[tuple[Any, ...]]:
    day, at = date(2026, 9, 1), datetime(2026, 9, 1, 12, 30, 15, 123456, UTC)
    names = [AWKWARD, [], None, ["null"]]
    return [
        (
            UUID(int=n),
            text,
            names[n % 4],
            None if n % 3 else day,
            at,
            None if n % 5 else -n,
            {"a": [n, text], "b": None},
        )
        for n, text in enumerate([*AWKWARD, None])
    ]


INSERT = """insert into thing (id, name, names, day, at, count, data) values ($1, $2, $3, $4, $5, $6, $7)
            on conflict (id) do update set name = coalesce(excluded.name, thing.name)"""
UPDATE = "update thing set name = upper($2), names = $3, count = case when $4 > 3 then $4 else 0 end where id = $1"


async def test_rows_written_at_once_are_those_written_one_by_one(connection: Connection) -> None:
    found = []
    for together in (False, True):
        await connection.execute("truncate thing")
        for sql, rows in ((INSERT, things()), (UPDATE, [(id, "x" + (t or ""), n, 4) for id, t, n, *_ in things()])):
            widened = await widen(connection, sql)
            assert widened is not None
            if together:
                said, args = widened.said(rows)
                await connection.execute(said, *args)
            else:
                await connection.executemany(sql, rows)
        found.append([tuple(row) for row in await connection.fetch("select * from thing order by id")])

    assert found[0] == found[1]
    assert len(found[0]) == len(AWKWARD) + 1


async def test_what_cannot_be_said_for_many_rows_stays_as_it_is(connection: Connection) -> None:
    assert await widen(connection, "delete from thing where id = $1") is None
    assert await widen(connection, "update thing set name = (select $1) where id = $2") is None
    assert await widen(connection, "insert into thing (id) select $1") is None
    assert (
        await widen(connection, "insert into thing (id) values ($1) on conflict (id) do update set name = $2") is None
    )
    assert await widen(connection, "insert into sync.archive (event) values ($1)") is None  # bytes


def test_only_what_adds_rows_may_meet_the_same_thing_twice() -> None:
    assert adds("insert into thing (id, at) values ($1, now())")
    assert not adds(INSERT)
    assert not adds(UPDATE)
