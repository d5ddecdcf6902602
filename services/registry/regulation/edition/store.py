"""Stores editions; they are added, never changed."""

import msgspec

from shared.contracts.registry import RegulationPublished
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(RegulationPublished)
async def _published(tx: Tx, event: RegulationPublished) -> None:
    edition = event.edition
    await tx.run(
        """insert into regulation (edition_id, title, valid_from, valid_to, edition, published_at, place)
           values ($1, $2, $3, $4, $5, $6, (select coalesce(max(place), 0) + 1 from regulation))""",
        event.edition_id, edition.title, edition.valid_from, edition.valid_to, msgspec.to_builtins(edition), tx.now,
    )  # fmt: skip


async def any_published(tx: Tx) -> bool:
    """Wait for others who publish, then tell whether there is an edition."""
    await tx.run("select pg_advisory_xact_lock(hashtext('registry.regulation'))")
    return bool(await tx.value("select exists (select 1 from regulation)"))
