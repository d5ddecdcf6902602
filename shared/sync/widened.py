"""A statement written for one row, said for many rows at once: `values ($1, …)` becomes a select from columns."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from shared.columns import array
from shared.db import Connection

INSERT = re.compile(r"(insert\s+into\s.+?)\bvalues\s*\((.+?)\)\s*(on\s+conflict\b[^$]*)?", re.S)
UPDATE = re.compile(r"(update\s.+?\sset\s.+?)\bwhere\b(.+)", re.S)
# What cannot stand in an array as it is travels there as text: an array of arrays would have to be rectangular.
AS_TEXT: dict[str, Callable[[Any], str]] = {
    "jsonb": lambda value: msgspec.json.encode(value).decode(),
    **dict.fromkeys(("text[]", "uuid[]", "int4[]", "int8[]", "date[]"), array),
}
PLAIN = {"text", "uuid", "bool", "int2", "int4", "int8", "date", "timestamptz", "numeric"}


class Widened(NamedTuple):
    """A statement whose parameters are columns, and how the cells of some are written."""

    sql: str
    written: Sequence[Callable[[Any], str] | None]

    def columns(self, rows: Iterable[Sequence[object]]) -> list[str]:
        """Return the rows as the statement wants them."""
        return [
            array(column if write is None else [None if cell is None else write(cell) for cell in column])
            for column, write in zip(zip(*rows, strict=True), self.written, strict=True)
        ]


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
    names = [type.name for type in (await connection.prepare(sql)).get_parameters()]
    if not {*names} <= PLAIN | AS_TEXT.keys():
        return None
    arrays = [f"${n}::text::{'text' if name in AS_TEXT else name}[]" for n, name in enumerate(names, 1)]
    cells = ", ".join(f"p{n}" for n in range(1, len(names) + 1))
    source = f"from unnest({', '.join(arrays)}) as line ({cells})"

    def named(part: str) -> str:
        return re.sub(r"\$(\d+)", lambda found: f"p{found[1]}::{names[int(found[1]) - 1]}", part)

    written = [AS_TEXT.get(name) for name in names]
    if insert:
        return Widened(f"{insert[1]} select {named(insert[2])} {source} {insert[3] or ''}", written)
    assert update is not None
    return Widened(f"{named(update[1])} {source} where {named(update[2])}", written)
