"""Stores meetings: their days, for all who may see the program; their text, for the two who met."""

from services.programs.work.meeting.events import MeetingRecorded
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(MeetingRecorded)
async def _met(tx: Tx, event: MeetingRecorded) -> None:
    await tx.run(
        """insert into meeting (id, program_id, held_on, form, next_on, recorded_by, recorded_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        event.meeting_id, event.program_id, event.held_on, event.form, event.next_on, event.by, tx.now,
    )  # fmt: skip
    await tx.run(
        """insert into diary (meeting_id, mentor_id, mentee_id, topic, content, next_step)
           values ($1, $2, $3, $4, $5, $6)""",
        event.meeting_id, event.mentor_id, event.mentee_id, event.topic, event.content, event.next_step,
    )  # fmt: skip
