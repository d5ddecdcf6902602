"""What may be wished while a program runs: meetings, results, corrections, completion."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from services.programs.college.organization import queries as organization
from services.programs.pairing.pair import commands as pair_commands
from services.programs.work.program import commands, running, store
from services.programs.work.program.commands import AddActivity, Domain
from services.programs.work.program.events import Activity, Add, Change, Direction, Extend, Mark, MeetingForm, Move
from services.programs.work.program.model import check_own
from services.programs.work.program.running import Spoken
from shared import ids
from shared.db import Tx
from shared.wish import Line, Note, Text, Wish


class RecordMeeting(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record a meeting of the two."""

    program_id: UUID
    held_on: date
    form: MeetingForm
    topic: Line
    content: Note = ""
    next_step: Note = ""
    next_on: date | None = None


class ReportResult(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Report what an activity brought."""

    program_id: UUID
    activity_id: UUID
    product: Text
    link: Annotated[str, Meta(max_length=500)] = ""


class MarkActivity(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mark an activity, and perhaps how hard its difficulty is now."""

    program_id: UUID
    activity_id: UUID
    mark: Mark
    note: Note = ""
    level_now: Annotated[str, Meta(max_length=60)] | None = None


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


class After(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of one difficulty."""

    domain: Domain
    after: Annotated[str, Meta(max_length=60)] = ""


class CompleteProgram(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Complete a program."""

    program_id: UUID
    outcomes: Annotated[tuple[After, ...], Meta(max_length=30)] = ()
    conclusion: Text
    reason: Note = ""


async def record_meeting(tx: Tx, command: RecordMeeting) -> str:
    """Record a meeting; return what is unusual about its day, if anything."""
    program = await store.program(tx, command.program_id)
    recorded = running.meet(
        program,
        Spoken(**{name: getattr(command, name) for name in Spoken.__struct_fields__}),
        meeting_id=ids.new(tx.now),
        by=tx.actor.person_id,
        today=tx.today,
    )
    await store.record(tx, recorded)
    return running.doubts(program, command.held_on)


async def report_result(tx: Tx, command: ReportResult) -> None:
    """Report a result."""
    program = await store.program(tx, command.program_id)
    reported = running.report(
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
    program = await store.program(tx, command.program_id)
    check_own(program, tx.actor.person_id)
    marked = running.mark(
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
    program = await store.program(tx, program_id)
    proposed = running.propose_correction(
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
    program = await store.program(tx, command.program_id)
    approved = running.approve_correction(
        program,
        await store.correction(tx, command.correction_id),
        edition=await organization.edition_called(tx, program.edition),
        today=tx.today,
    )
    await store.record(tx, approved)
    return approved.version


async def return_correction(tx: Tx, command: ReturnCorrection) -> None:
    """Return a correction with a comment."""
    program = await store.program(tx, command.program_id)
    correction = await store.correction(tx, command.correction_id)
    returned = running.return_correction(program, correction, comment=command.comment, today=tx.today)
    await store.record(tx, returned)


async def complete_program(tx: Tx, command: CompleteProgram) -> None:
    """Complete a program; with the last one of a pair the pair is completed too."""
    await pair_commands.hold_pair(tx, await store.pair_of(tx, command.program_id))
    program = await store.program(tx, command.program_id)
    events = running.complete(
        program,
        outcomes={one.domain: one.after for one in command.outcomes},
        conclusion=command.conclusion,
        reason=command.reason.strip(),
        by=tx.actor.person_id,
        edition=await organization.edition_called(tx, program.edition),
        today=tx.today,
    )
    await store.record(tx, *events)
    await commands.close_pair_if_done(tx, program.pair_id)
