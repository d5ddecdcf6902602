"""How a meeting of a mentor and a mentee is recorded (Положение, п. 1.2)."""

from datetime import date
from uuid import UUID

import msgspec

from services.programs.work.meeting import refusals as no
from services.programs.work.meeting.events import MeetingForm, MeetingRecorded
from services.programs.work.program.model import Program, check_own, check_running
from shared.calendar import FIVE, Calendar, is_working
from shared.errors import gathering


class DiaryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a diary entry."""

    held_on: date
    form: MeetingForm
    topic: str
    content: str
    next_step: str
    next_on: date | None


def meet(program: Program, spoken: DiaryEntry, *, meeting_id: UUID, by: UUID | None, today: date) -> MeetingRecorded:
    """Record a meeting of the mentor and the mentee."""
    check_own(program, by)
    check_running(program)
    with gathering() as each:
        with each:
            if spoken.held_on > today:
                raise no.NotHeldYet(field="held_on")
        with each:
            if spoken.next_on is not None and spoken.next_on < spoken.held_on:
                raise no.NextInPast(field="next_on")
    return MeetingRecorded(
        program_id=program.id,
        meeting_id=meeting_id,
        mentor_id=program.mentor_id,
        mentee_id=program.mentee_id,
        by=by,
        **{name: getattr(spoken, name) for name in DiaryEntry.__struct_fields__},
    )


def doubts(program: Program, held_on: date, calendar: Calendar = FIVE) -> str:
    """Return a warning if the day of a meeting is unusual; it is never refused (V18)."""
    doubts_found = []
    if not is_working(held_on, calendar):
        doubts_found.append("это нерабочий день")
    if not program.plan.starts_on <= held_on <= program.plan.ends_on:
        doubts_found.append("это вне срока программы")
    return f"Проверьте дату встречи: {', '.join(doubts_found)}." if doubts_found else ""
