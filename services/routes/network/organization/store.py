"""Stores the cards of colleges that the registry told."""

from shared.contracts.registry import OrganizationEnrolled
from shared.db import Tx
from shared.journal import Apply

apply = Apply()


@apply.on(OrganizationEnrolled)
async def _enrolled(tx: Tx, event: OrganizationEnrolled) -> None:
    await tx.run(
        """insert into organization (organization, name, municipality) values ($1, $2, $3)
           on conflict (organization) do update set name = excluded.name, municipality = excluded.municipality""",
        event.organization, event.name, event.municipality,
    )  # fmt: skip
