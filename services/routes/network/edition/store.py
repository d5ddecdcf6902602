"""Stores the editions that the registry published."""

import msgspec

from shared.contracts.registry import RegulationPublished
from shared.db import Tx
from shared.journal import Apply

apply = Apply()


@apply.on(RegulationPublished)
async def _published(tx: Tx, event: RegulationPublished) -> None:
    await tx.run(
        """insert into edition (edition_id, valid_from, edition, place)
           values ($1, $2, $3, (select coalesce(max(place), 0) + 1 from edition))
           on conflict (edition_id) do nothing""",
        event.edition_id, event.edition.valid_from, msgspec.to_builtins(event.edition),
    )  # fmt: skip
