"""Stores products."""

from services.routes.route.product.model import ProductRecorded
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(ProductRecorded)
async def _recorded(tx: Tx, event: ProductRecorded) -> None:
    await tx.run(
        """insert into product
               (activity_id, organization, route_id, kind, title, attitude, made_on, recorded_at, told_by)
           select $1, organization, id, $3, $4, $5, $6, $7, tutor_name from route where id = $2""",
        event.activity_id, event.route_id, event.kind, event.title, event.attitude, event.made_on, tx.now,
    )  # fmt: skip
