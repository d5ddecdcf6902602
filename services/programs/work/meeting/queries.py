"""Views of meetings."""

from datetime import date
from uuid import UUID

import msgspec

from services.programs.work.meeting.events import MeetingForm
from services.programs.work.program import queries as programs
from shared.contracts.programs import MEETING_FORMS
from shared.db import Tx


class Meeting(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting; its text is empty for anybody except the two who met."""

    id: UUID
    held_on: date
    form: MeetingForm
    next_on: date | None
    topic: str | None
    content: str | None
    next_step: str | None

    @property
    def form_word(self) -> str:
        """The form of the meeting, in words."""
        return MEETING_FORMS[self.form]


async def meetings(tx: Tx, program_id: UUID) -> list[Meeting]:
    """Return the meetings of a program; row-level security shows the text only to the two."""
    await programs.program(tx, program_id)
    return await tx.many(
        Meeting,
        """select m.id, m.held_on, m.form, m.next_on, d.topic, d.content, d.next_step
           from meeting m left join diary d on d.meeting_id = m.id
           where m.program_id = $1 order by m.held_on desc, m.recorded_at desc""",
        program_id,
    )
