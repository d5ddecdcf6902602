"""The wishes about corrections: mentor and mentee propose, the curator decides."""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.work.correction import model, store
from services.programs.work.program.changes import Add, Change, Extend, Move
from services.programs.work.program.commands import AddActivity, Domain, correct_program, hold_program
from services.programs.work.program.events import Activity, Direction
from shared import ids
from shared.db import Tx
from shared.wish import Line, Wish


class MoveActivity(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Propose another day for an activity of a running program."""

    program_id: UUID
    activity_id: UUID
    due: date
    reason: Line


class AddToRunning(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Propose one more activity for a running program."""

    program_id: UUID
    direction: Direction
    domain: Domain
    title: Annotated[str, Meta(min_length=3, max_length=500)]
    form: Line
    due: date
    product: Line
    reason: Line


class ExtendProgram(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Propose another last day for a running program, within twelve months."""

    program_id: UUID
    ends_on: date
    reason: Line


class ApproveCorrection(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Approve a correction."""

    program_id: UUID
    correction_id: UUID


class ReturnCorrection(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Return a correction with a comment."""

    program_id: UUID
    correction_id: UUID
    comment: Line


async def move_activity(tx: Tx, command: MoveActivity) -> UUID:
    """Propose to move an activity; return the correction's id."""
    return await _propose(tx, command.program_id, Move(command.activity_id, command.due), command.reason)


async def add_to_running(tx: Tx, command: AddToRunning) -> UUID:
    """Propose one more activity; return the correction's id."""
    names = set(AddActivity.__struct_fields__) - {"program_id", "version"}
    wished = Activity(id=ids.new(tx.now), **{name: getattr(command, name) for name in names})
    return await _propose(tx, command.program_id, Add(wished), command.reason)


async def extend_program(tx: Tx, command: ExtendProgram) -> UUID:
    """Propose another last day; return the correction's id."""
    return await _propose(tx, command.program_id, Extend(command.ends_on), command.reason)


async def _propose(tx: Tx, program_id: UUID, change: Change, reason: str) -> UUID:
    program = await hold_program(tx, program_id)
    proposed = model.propose_correction(
        program,
        change,
        correction_id=ids.new(tx.now),
        reason=reason,
        by=tx.actor.person_id,
        edition=await organization.edition_called(tx, program.edition),
        today=tx.today,
    )
    await store.record(tx, proposed)
    return proposed.correction_id


async def approve_correction(tx: Tx, command: ApproveCorrection) -> int:
    """Approve a correction; return the program's new version."""
    program = await hold_program(tx, command.program_id)
    correction = await store.correction(tx, command.correction_id)
    model.check_approvable(program, correction)
    return await correct_program(tx, program, correction.change, correction_id=correction.id, reason=correction.reason)


async def return_correction(tx: Tx, command: ReturnCorrection) -> None:
    """Return a correction with a comment."""
    program = await hold_program(tx, command.program_id)
    correction = await store.correction(tx, command.correction_id)
    returned = model.return_correction(program, correction, comment=command.comment, today=tx.today)
    await store.record(tx, returned)
