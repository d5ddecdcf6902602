"""Encode many rows as one PostgreSQL array for each column: as text, which is much cheaper than cell by cell."""

import re
from collections.abc import Iterable, Sequence

import msgspec

# A JSON escape that PostgreSQL's arrays do not have: any but of a quote or a backslash.
FOREIGN = re.compile(r'\\[^"\\]')


def columns(rows: Iterable[Sequence[object]]) -> list[str]:
    """Return each column of the rows as an array."""
    return [array(column) for column in zip(*rows, strict=True)]


def array(items: Sequence[object]) -> str:
    """Return a PostgreSQL array `{…}`; its text is that of a JSON list with other brackets."""
    text = msgspec.json.encode(items).decode()
    if FOREIGN.search(text):
        text = ",".join("null" if item is None else _quoted(str(item)) for item in items)
        return f"{{{text}}}"
    return f"{{{text[1:-1]}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
