"""The wishes of a tutor about a product."""

from datetime import date
from uuid import UUID

from services.routes.route.product import model, store
from services.routes.route.product.model import ProductKind
from services.routes.route.roadmap import commands as roadmap
from shared.db import Tx
from shared.wish import Line, Text, Wish


class RecordProduct(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record the product of an activity and what the teacher thinks of it (step 5)."""

    activity_id: UUID
    kind: ProductKind
    title: Line
    attitude: Text
    made_on: date


async def record_product(tx: Tx, command: RecordProduct) -> UUID:
    """Record a product, which closes its activity; return the route's id."""
    route, activity = await roadmap.guided(tx, command.activity_id, 5)
    recorded = model.record(
        route,
        activity,
        kind=command.kind,
        title=command.title,
        attitude=command.attitude,
        made_on=command.made_on,
        today=tx.today,
    )
    await roadmap.finish(tx, route, activity)
    await store.record(tx, recorded)
    return route.id
