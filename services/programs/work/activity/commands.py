"""The wishes about an activity of a running program: to report its result, and to mark it."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.work.activity import model, store
from services.programs.work.program.commands import hold_program
from services.programs.work.program.events import Mark
from services.programs.work.program.model import check_own
from shared.db import Tx
from shared.wish import Note, Text, Wish


class ReportResult(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Report the result of an activity."""

    program_id: UUID
    activity_id: UUID
    product: Text
    link: Annotated[str, Meta(max_length=500)] = ""


class MarkActivity(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mark an activity; optionally, mark the present level of its difficulty."""

    program_id: UUID
    activity_id: UUID
    mark: Mark
    note: Note = ""
    level_now: Annotated[str, Meta(max_length=60)] | None = None


async def report_result(tx: Tx, command: ReportResult) -> None:
    """Report a result."""
    program = await hold_program(tx, command.program_id)
    reported = model.report(
        program,
        activity_id=command.activity_id,
        product=command.product,
        link=command.link.strip(),
        by=tx.actor.person_id,
        today=tx.today,
    )
    await store.record(tx, reported)


async def mark_activity(tx: Tx, command: MarkActivity) -> None:
    """Mark an activity."""
    program = await hold_program(tx, command.program_id)
    check_own(program, tx.actor.person_id)
    marked = model.mark(
        program,
        activity_id=command.activity_id,
        mark=command.mark,
        note=command.note,
        level_now=command.level_now,
        by=tx.actor.person_id,
        edition=await organization.edition_called(tx, program.edition),
        today=tx.today,
    )
    await store.record(tx, marked)
