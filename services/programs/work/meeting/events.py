"""Events of meetings that stay inside the college; MeetingHeld, which crosses, is in the contracts."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.programs import MeetingHeld
from shared.event import Event, Told

MeetingForm = Literal["onsite", "online"]


class MeetingRecorded(Event, frozen=True, kw_only=True, tag="programs.meeting_recorded.v1"):
    """A mentor and a mentee met; only the two may read what they wrote about it."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Записана встреча"
    tells: ClassVar[type[Told]] = MeetingHeld

    program_id: UUID
    meeting_id: UUID
    mentor_id: UUID
    mentee_id: UUID
    held_on: date
    form: MeetingForm
    topic: str
    content: str
    next_step: str
    next_on: date | None
    by: UUID | None

    def tell(self) -> MeetingHeld:
        """Only the day and the form cross."""
        return MeetingHeld(program_id=self.program_id, held_on=self.held_on, form=self.form)
