"""Completing a step."""

from uuid import UUID

from services.routes.route.route import commands as routes
from services.routes.route.step import model, queries
from shared.db import Tx
from shared.wish import Note, Wish


class CompleteStep(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Complete a step of a route, if its gate allows it; `reason` says why a route ends before its last day."""

    route_id: UUID
    step: int
    reason: Note = ""


async def complete_step(tx: Tx, command: CompleteStep) -> None:
    """Complete a step, and the step that runs side by side with it."""
    await routes.guided(tx, command.route_id, command.step)
    progress = await queries.progress(tx, command.route_id)
    for step in model.finish(command.step, progress):
        await routes.complete(tx, command.route_id, step, command.reason)
