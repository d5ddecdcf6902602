"""The edition in force on a day, or of a route that began under it."""

from datetime import date

import msgspec

from shared.contracts.regulation import Edition, first_edition
from shared.db import Tx, once
from shared.errors import Conflict


class NoRules(Conflict):
    """Регион ещё не опубликовал правил на этот день: маршрут открывают по действующей редакции Положения."""


class StoredEdition(msgspec.Struct, frozen=True):
    """A whole edition as the table keeps it."""

    edition: Edition


@once
async def edition_on(tx: Tx, day: date) -> Edition:
    """Return the edition in force on a day."""
    kept = await tx.maybe(
        StoredEdition,
        """select edition from edition
           where valid_from <= $1 and coalesce((edition->>'valid_to')::date > $1, true)
           order by valid_from desc limit 1""",
        day,
    )
    if kept is None:
        raise NoRules
    return kept.edition


@once
async def edition(tx: Tx, edition_id: str | None) -> Edition:
    """Return the edition that something began under; the first one if none had been heard then."""
    kept = await tx.maybe(StoredEdition, "select edition from edition where edition_id = $1", edition_id)
    return first_edition() if kept is None else kept.edition


async def edition_today(tx: Tx) -> Edition:
    """Return the edition in force today; before the region published one, the first."""
    try:
        return await edition_on(tx, tx.today)
    except NoRules:
        return await edition(tx, None)
