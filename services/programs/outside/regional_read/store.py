"""Stores who in the region read about a person: each day, role and kind of page once."""

from shared.contracts.routes import PeopleRead
from shared.db import Tx
from shared.journal import Apply

apply = Apply()


# An event of the centre belongs to the college that it is told to, not to the region that tells it.
@apply.on(PeopleRead)
async def _read(tx: Tx, event: PeopleRead) -> None:
    await tx.run(
        """insert into regional_read (organization, person_id, read_on, role, what)
           select $1, person_id, $3, $4, $5 from unnest($2::uuid[]) person_id on conflict do nothing""",
        event.organization, list(event.person_ids), event.read_on, event.role, event.what,
    )  # fmt: skip
