"""The wishes about meetings."""

from datetime import date
from uuid import UUID

from services.programs.college.organization import queries as organization
from services.programs.work.meeting import model, store
from services.programs.work.meeting.events import MeetingForm
from services.programs.work.meeting.model import DiaryEntry
from services.programs.work.program.commands import hold_program
from shared import ids
from shared.db import Tx
from shared.wish import Line, Note, Wish


class RecordMeeting(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Record a meeting of the mentor and the mentee."""

    program_id: UUID
    held_on: date
    form: MeetingForm
    topic: Line
    content: Note = ""
    next_step: Note = ""
    next_on: date | None = None


async def record_meeting(tx: Tx, command: RecordMeeting) -> str:
    """Record a meeting; return a warning if its day is unusual."""
    program = await hold_program(tx, command.program_id)
    recorded = model.meet(
        program,
        DiaryEntry(**{name: getattr(command, name) for name in DiaryEntry.__struct_fields__}),
        meeting_id=ids.new(tx.now),
        by=tx.actor.person_id,
        today=tx.today,
    )
    await store.record(tx, recorded)
    return model.doubts(program, command.held_on, await organization.calendar(tx))
