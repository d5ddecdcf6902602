"""Views of reflections."""

from datetime import datetime
from uuid import UUID

import msgspec

from shared.db import Tx


class ReflectionView(msgspec.Struct, frozen=True):
    """What became of one difficulty."""

    domain: str
    level: str
    text: str
    written_at: datetime
    told_by: str


class ClosenessView(msgspec.Struct, frozen=True):
    """How near the image is."""

    mark: int
    text: str
    written_at: datetime
    told_by: str


async def reflections(tx: Tx, route_id: UUID) -> list[ReflectionView]:
    """Return the reflections of a route."""
    return await tx.many(
        ReflectionView,
        "select domain, level, text, written_at, told_by from reflection where route_id = $1",
        route_id,
    )


async def closeness(tx: Tx, route_id: UUID) -> ClosenessView | None:
    """Return how near the image is; None until it was judged."""
    return await tx.maybe(
        ClosenessView, "select mark, text, written_at, told_by from closeness where route_id = $1", route_id
    )
