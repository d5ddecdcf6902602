"""A statement written for one row, said for many rows at once: `values ($1, …)` becomes a select from columns.

What all rows bring alike stays a parameter, read once. What rows are looked up by does not: a plan for one organization
trusts statistics that a young table does not have, and goes through all its rows again for each.
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
# What cannot stand in an array as it is travels there as text: an array of arrays would have to be rectangular.
AS_TEXT: dict[str, Callable[[Any], str]] = {
    "jsonb": lambda value: msgspec.json.encode(value).decode(),
    **dict.fromkeys(("text[]", "uuid[]", "int4[]", "int8[]", "date[]"), array),
}
PLAIN = {"text", "uuid", "bool", "int2", "int4", "int8", "date", "timestamptz", "numeric"}
# Of these, equal cells are the same value whatever their text: 1.0 and 1.00 are not.
SAME_WHEN_EQUAL = PLAIN - {"numeric"}


class Widened(NamedTuple):
    """A statement for one row, cut where the rows come in, and the types of its parameters."""

    before: str
    after: str
    types: tuple[str, ...]

    def for_rows(self, rows: Iterable[Sequence[object]]) -> tuple[str, list[object]]:
        """Return the statement for these rows and its arguments: once what all rows share, all else as columns."""
        varying, args = list[int](), list[object]()
        sought = _sought(self.after)
        for n, (type, column) in enumerate(zip(self.types, zip(*rows, strict=True), strict=True), 1):
            write = AS_TEXT.get(type)
            cells = column if write is None else [None if cell is None else write(cell) for cell in column]
            # Without any column nothing would say how many rows there are.
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
    """Tell whether the statement only adds rows, so that it may be said of the same thing twice in one go."""
    found = INSERT.fullmatch(sql.strip())
    return found is not None and found[3] is None


async def widen(connection: Connection, sql: str) -> Widened | None:
    """Return the statement for many rows; None when it is none of those that can be said so."""
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
