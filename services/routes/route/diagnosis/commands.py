"""The wishes of a tutor about a diagnosis."""

from datetime import date
from uuid import UUID

from services.routes.network.edition.queries import edition
from services.routes.route.diagnosis import model, store
from services.routes.route.diagnosis.model import Kind
from services.routes.route.route.commands import guided
from shared import ids
from shared.contracts.regulation import Code
from shared.db import Tx
from shared.wish import Note, Wish


class MarkedDomain(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mark of one domain."""

    domain: Code
    level: Code
    evidence: Note = ""


class NoteStrengths(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record a teacher's strengths, domain by domain (step 2)."""

    route_id: UUID
    held_on: date
    marks: tuple[MarkedDomain, ...]
    note: Note = ""


class NoteDifficulties(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record a teacher's difficulties, domain by domain (step 3)."""

    route_id: UUID
    held_on: date
    marks: tuple[MarkedDomain, ...]
    note: Note = ""


async def note_strengths(tx: Tx, command: NoteStrengths) -> None:
    """Record a diagnosis of strengths."""
    await _note(tx, command, "strengths")


async def note_difficulties(tx: Tx, command: NoteDifficulties) -> None:
    """Record a diagnosis of difficulties."""
    await _note(tx, command, "difficulties")


async def _note(tx: Tx, command: NoteStrengths | NoteDifficulties, kind: Kind) -> None:
    route = await guided(tx, command.route_id, model.STEP_OF[kind])
    noted = model.note(
        route,
        id=ids.new(tx.now),
        kind=kind,
        marks=tuple(model.Mark(mark.domain, mark.level, mark.evidence) for mark in command.marks),
        note=command.note,
        held_on=command.held_on,
        edition=await edition(tx, route.edition),
        today=tx.today,
    )
    await store.record(tx, noted)
