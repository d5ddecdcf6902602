"""Keeps nothing: what was read stands in the access log of the contour, what was told in the journal."""

from shared.contracts.routes import PeopleRead
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(PeopleRead)
async def _read(tx: Tx, event: PeopleRead) -> None:
    """Tell it and keep nothing."""
