"""Rewrite a statement for one row as one for many rows: `values ($1, …)` becomes a select from arrays.

A value that all rows share stays a scalar parameter. Parameters by which rows are looked up never do: with a constant,
the planner relies on statistics that a young table does not have, and scans the whole table again for each row.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from shared.columns import array
from shared.db import Connection

INSERT = re.compile(r"(insert\s+into\s.+?)\bvalues\s*\((.+?)\)\s*(on\s+conflict\b[^$]*)?", re.S)
UPDATE = re.compile(r"(update\s.+?\sset\s.+?)\bwhere\b(.+)", re.S)
PARAMETER = re.compile(r"\$(\d+)")
# These types travel inside an array as text: an array of arrays would have to be rectangular.
AS_TEXT: dict[str, Callable[[Any], str]] = {
    "jsonb": lambda value: msgspec.json.encode(value).decode(),
    **dict.fromkeys(("text[]", "uuid[]", "int4[]", "int8[]", "date[]"), array),
}
PLAIN = {"text", "uuid", "bool", "int2", "int4", "int8", "date", "timestamptz", "numeric"}
# For these types equal cells are identical values; for numeric they are not: 1.0 equals 1.00.
SAME_WHEN_EQUAL = PLAIN - {"numeric"}


class Widened(NamedTuple):
    """A statement for one row, split where the source of rows is inserted, and the types of its parameters."""

    before: str
    after: str
    types: tuple[str, ...]

    def for_rows(self, rows: Iterable[Sequence[object]]) -> tuple[str, list[object]]:
        """Return the statement for these rows and its arguments: shared values as scalars, all others as arrays."""
        varying, args = list[int](), list[object]()
        sought = _sought(self.after)
        for n, (type, column) in enumerate(zip(self.types, zip(*rows, strict=True), strict=True), 1):
            write = AS_TEXT.get(type)
            cells = column if write is None else [None if cell is None else write(cell) for cell in column]
            # At least one parameter must be an array: it determines the number of rows.
            if n not in sought and _shared(cells, type) and (varying or n < len(self.types)):
                args.append(column[0])
            else:
                args.append(array(cells))
                varying.append(n)
        return _sql(self, tuple(varying)), args


@lru_cache(1024)
def _sought(after: str) -> frozenset[int]:
    """Return the parameters by which rows are looked up."""
    return frozenset(map(int, PARAMETER.findall(after)))


def _shared(cells: Sequence[object], type: str) -> bool:
    first = cells[0]
    return (type in SAME_WHEN_EQUAL or type in AS_TEXT) and first == cells[-1] and cells.count(first) == len(cells)


@lru_cache(1024)
def _sql(widened: Widened, varying: tuple[int, ...]) -> str:
    types = widened.types
    arrays = [f"${n}::text::{'text' if types[n - 1] in AS_TEXT else types[n - 1]}[]" for n in varying]
    source = f"from unnest({', '.join(arrays)}) as line ({', '.join(f'p{n}' for n in varying)})"

    def named(found: re.Match[str]) -> str:
        n = int(found[1])
        return f"{'p' if n in varying else '$'}{n}::{types[n - 1]}"

    return f"{PARAMETER.sub(named, widened.before)} {source} {PARAMETER.sub(named, widened.after)}"


@lru_cache(1024)
def adds(sql: str) -> bool:
    """Tell whether the statement only adds rows, so that one round may hold it twice about the same thing."""
    found = INSERT.fullmatch(sql.strip())
    return found is not None and found[3] is None


async def widen(connection: Connection, sql: str) -> Widened | None:
    """Return the statement split for many rows; None when it cannot be rewritten so."""
    sql = sql.strip()
    insert, update = INSERT.fullmatch(sql), UPDATE.fullmatch(sql)
    if "select" in sql or not (insert or update):
        return None
    names = tuple(type.name for type in (await connection.prepare(sql)).get_parameters())
    if not {*names} <= PLAIN | AS_TEXT.keys():
        return None
    if insert:
        return Widened(f"{insert[1]} select {insert[2]}", insert[3] or "", names)
    assert update is not None
    return Widened(update[1], f"where {update[2]}", names)
