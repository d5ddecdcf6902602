"""A statement rewritten for many rows does what it does for each of them."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
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
async def test_any_text_survives_an_array(connection: Connection, items: list[str | None]) -> None:
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
                many, args = widened.for_rows(rows)
                await connection.execute(many, *args)
            else:
                await connection.executemany(sql, rows)
        found.append([tuple(row) for row in await connection.fetch("select * from thing order by id")])

    assert found[0] == found[1]
    assert len(found[0]) == len(AWKWARD) + 1


@pytest.mark.parametrize(
    ("rows", "once"),
    [
        ([(1, "a", ["x"], {"n": 1}), (2, "a", ["x"], {"n": 1})], {2, 3, 4}),
        ([(1, None, None, None), (2, None, None, None)], {2, 3, 4}),
        ([(1, "a", ["x"], True), (2, "b", ["y"], 1)], set()),
        ([(1, "a", ["x"], {"n": 1}), (2, "b", ["x"], {"n": 1}), (3, "a", ["x"], {"n": 1.0})], {3}),
    ],
    ids=["alike", "nothing", "1 is not true", "the first and the last alone"],
)
async def test_values_that_all_rows_share_are_sent_once(
    connection: Connection, rows: list[tuple[Any, ...]], once: set[int]
) -> None:
    sql = "insert into thing (id, name, names, data) values (lpad($1::int4::text, 32, '0')::uuid, $2, $3, $4)"
    widened = await widen(connection, sql)
    assert widened is not None
    many, args = widened.for_rows(rows)
    assert {n for n, (arg, cell) in enumerate(zip(args, rows[0], strict=True), 1) if arg == cell} == once

    await connection.execute(many, *args)
    together = await connection.fetch("select * from thing order by id")
    await connection.execute("truncate thing")
    await connection.executemany(sql, rows)
    assert together == await connection.fetch("select * from thing order by id")


async def test_rows_that_share_all_values_are_written_as_often_as_given(connection: Connection) -> None:
    await connection.execute("create temporary table note (text text, number numeric)")
    widened = await widen(connection, "insert into note (text, number) values ($1, $2)")
    assert widened is not None
    for same in ("1.0", "1.00"):
        many, args = widened.for_rows([("a", Decimal(same)), ("a", Decimal("1.00"))])
        await connection.execute(many, *args)

    found = [tuple(map(str, row)) for row in await connection.fetch("select * from note")]
    assert found == [("a", "1.0"), ("a", "1.00"), ("a", "1.00"), ("a", "1.00")]
    one_column = await widen(connection, "insert into note (text) values ($1)")
    assert one_column is not None
    many, args = one_column.for_rows([("a",), ("a",)])
    assert await connection.execute(many, *args) == "INSERT 0 2"


async def test_values_by_which_rows_are_looked_up_stay_columns(connection: Connection) -> None:
    widened = await widen(connection, "update thing set name = $3 where name = $2 and id = $1")
    assert widened is not None
    many, args = widened.for_rows([(UUID(int=n), "same", "new") for n in range(2)])

    assert "name = $3::text" in many
    assert "where name = p2::text and id = p1::uuid" in " ".join(many.split())
    assert args[1:] == ['{"same","same"}', "new"]


async def test_a_statement_that_cannot_be_rewritten_is_left_alone(connection: Connection) -> None:
    assert await widen(connection, "delete from thing where id = $1") is None
    assert await widen(connection, "update thing set name = (select $1) where id = $2") is None
    assert await widen(connection, "insert into thing (id) select $1") is None
    assert (
        await widen(connection, "insert into thing (id) values ($1) on conflict (id) do update set name = $2") is None
    )
    assert await widen(connection, "insert into sync.archive (event) values ($1)") is None  # bytes


def test_only_inserts_may_be_repeated_for_the_same_thing_in_one_round() -> None:
    assert adds("insert into thing (id, at) values ($1, now())")
    assert not adds(INSERT)
    assert not adds(UPDATE)
