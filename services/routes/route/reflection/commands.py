"""The wishes of a tutor about a reflection."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from services.routes.network.edition.queries import edition
from services.routes.route.diagnosis.model import deficits
from services.routes.route.diagnosis.queries import diagnoses
from services.routes.route.reflection import model, store
from services.routes.route.route.commands import guided
from shared.contracts.regulation import Code
from shared.db import Tx
from shared.wish import Text, Wish


class ReflectOnDifficulty(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Write what became of one difficulty (step 7)."""

    route_id: UUID
    domain: Code
    level: Code
    text: Text


class ReflectOnImage(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Write how near the teacher came to the image of step 1, from 1 to 10 (step 7)."""

    route_id: UUID
    mark: Annotated[int, Meta(ge=1, le=10)]
    text: Text


async def reflect_on_difficulty(tx: Tx, command: ReflectOnDifficulty) -> None:
    """Write a reflection on a difficulty."""
    route = await guided(tx, command.route_id, 7)
    held = await diagnoses(tx, route.id, "difficulties")
    reflected = model.reflect_on_difficulty(
        route,
        domain=command.domain,
        level=command.level,
        text=command.text,
        deficits=deficits(one.marks for one in held),
        edition=await edition(tx, route.edition),
    )
    await store.record(tx, reflected)


async def reflect_on_image(tx: Tx, command: ReflectOnImage) -> None:
    """Write a reflection on the image."""
    route = await guided(tx, command.route_id, 7)
    await store.record(tx, model.reflect_on_image(route, mark=command.mark, text=command.text))
