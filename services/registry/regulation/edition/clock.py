"""The clock of editions: a new region begins with the regulation of 27 February 2023."""

from services.registry.regulation.edition import store
from services.registry.regulation.edition.commands import publish
from shared.contracts.regulation import first_edition
from shared.db import Tx


async def publish_first_edition(tx: Tx) -> int:
    """Publish the bundled edition, once; return how many were published."""
    if await store.any_published(tx):
        return 0
    await publish(tx, first_edition())
    return 1
