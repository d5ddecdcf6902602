"""Stores what each college was told about reads of its people: each day, role and kind of page once."""

from datetime import date

from shared.contracts.routes import PeopleRead
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(PeopleRead)
async def _read(tx: Tx, event: PeopleRead) -> None:
    await tx.run(
        """insert into told_read (organization, read_on, role, what, people) values ($1, $2, $3, $4, $5)
           on conflict (organization, read_on, role, what) do update set people = told_read.people + excluded.people""",
        event.organization, event.read_on, event.role, event.what, len(event.person_ids),
    )  # fmt: skip


async def enrolled(tx: Tx) -> frozenset[str]:
    """Return the organizations that are enrolled."""
    return frozenset(row["organization"] for row in await tx.connection.fetch("select organization from organization"))


async def told(tx: Tx, day: date) -> frozenset[tuple[str, str, str]]:
    """Return what was told of a day already: organization, role and kind of page."""
    rows = await tx.connection.fetch("select organization, role, what from told_read where read_on = $1", day)
    return frozenset((row["organization"], row["role"], row["what"]) for row in rows)
