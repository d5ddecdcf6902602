"""Many rows as columns: one array of PostgreSQL for each, written as text, which costs far less than cell by cell."""

import re
from collections.abc import Iterable, Sequence

import msgspec

# What JSON escapes in another way than PostgreSQL's arrays: anything but a quote and the backslash itself.
FOREIGN = re.compile(r'\\[^"\\]')


def columns(rows: Iterable[Sequence[object]]) -> list[str]:
    """Return each column of the rows as an array."""
    return [array(column) for column in zip(*rows, strict=True)]


def array(items: Sequence[object]) -> str:
    """Return `{…}`: the text is that of a JSON list, with other brackets."""
    text = msgspec.json.encode(items).decode()
    if FOREIGN.search(text):
        text = ",".join("null" if item is None else _quoted(str(item)) for item in items)
        return f"{{{text}}}"
    return f"{{{text[1:-1]}}}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
