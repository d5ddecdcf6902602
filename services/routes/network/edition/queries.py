"""The edition in force on a day, or of a route that began under it."""

from datetime import date

import msgspec

from shared.contracts.regulation import Edition, KeptEdition, among, first_edition, in_force
from shared.db import Tx, once
from shared.errors import Conflict


class NoRules(Conflict):
    """Регион ещё не опубликовал правил на этот день: маршрут открывают по действующей редакции Положения."""


class StoredEdition(msgspec.Struct, frozen=True):
    """A whole edition as the table keeps it."""

    edition: Edition


@once
async def known_editions(tx: Tx) -> list[Edition]:
    """Return every edition, by the first day, then as they were published."""
    kept = await tx.many(StoredEdition, "select edition from edition order by valid_from, place")
    return [one.edition for one in kept]


@once
async def edition_on(tx: Tx, day: date) -> KeptEdition:
    """Return the edition in force on a day, with the words of the others."""
    known = await known_editions(tx)
    found = in_force(known, day)
    if found is None:
        raise NoRules
    return among(known, found)


@once
async def edition(tx: Tx, edition_id: str | None) -> KeptEdition:
    """Return the edition that something began under; the first one if none had been heard then."""
    known = await known_editions(tx)
    found = next((one for one in known if one.edition == edition_id), None)
    return among(known, found) if found else among([*known, first := first_edition()], first)


async def edition_today(tx: Tx) -> KeptEdition:
    """Return the edition in force today; before the region published one, the first."""
    try:
        return await edition_on(tx, tx.today)
    except NoRules:
        return await edition(tx, None)
