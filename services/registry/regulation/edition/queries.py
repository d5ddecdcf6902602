"""Views of the rules: the editions, and the one in force."""

from datetime import date, datetime

import msgspec

from services.registry.regulation.edition.model import EditionUnknown
from shared.contracts.regulation import Edition, KeptEdition, among, in_force
from shared.db import Tx, once


class EditionLine(msgspec.Struct, frozen=True):
    """An edition in the list."""

    edition_id: str
    title: str
    valid_from: date
    valid_to: date | None
    published_at: datetime


class StoredEdition(msgspec.Struct, frozen=True):
    """A whole edition as the table keeps it."""

    edition: Edition


async def editions(tx: Tx) -> list[EditionLine]:
    """Return every edition, the newest first."""
    return await tx.many(
        EditionLine,
        """select edition_id, title, valid_from, valid_to, published_at
           from regulation order by valid_from desc, place desc""",
    )


async def edition(tx: Tx, edition_id: str) -> Edition:
    """Return an edition with all its content."""
    kept = await tx.maybe(StoredEdition, "select edition from regulation where edition_id = $1", edition_id)
    if kept is None:
        raise EditionUnknown
    return kept.edition


@once
async def edition_in_force(tx: Tx) -> KeptEdition | None:
    """Return the edition in force today, with the words of the others; None before the first was published."""
    kept = await tx.many(StoredEdition, "select edition from regulation order by valid_from, place")
    known = [one.edition for one in kept]
    found = in_force(known, tx.today)
    return among(known, found) if found else None
