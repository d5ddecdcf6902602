"""Meetings on a real database: the diary is read by the two alone."""

from datetime import date

import pytest

from services.programs.work.meeting import queries
from services.programs.work.meeting.commands import RecordMeeting, record_meeting
from services.programs.work.program.queries import last_met
from services.programs.work.program.refusals import ProgramUnknown
from shared.contracts.programs import MeetingHeld
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import college
from tests.programs.program.test_commands import started
from tests.programs.scene import ERMOLIN, GUSHCHIN, SHUBINA


async def test_a_diary_is_read_by_the_two_alone_and_the_database_itself_hides_it(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        doubt = await record_meeting(
            tx,
            RecordMeeting(
                program_id=program_id,
                held_on=date(2026, 11, 22),
                form="online",
                topic="разбор занятия",
                content="волновалась",
                next_step="повторить",
                next_on=date(2026, 12, 8),
            ),
        )
        assert "нерабочий день" in doubt
        assert [event.held_on for event, _ in tx.told if isinstance(event, MeetingHeld)] == [date(2026, 11, 22)]

        for person_id, topic in ((SHUBINA, "разбор занятия"), (ERMOLIN, "разбор занятия"), (GUSHCHIN, None)):
            await tx.connection.execute("select set_config('app.person', $1, true)", str(person_id))
            scene.curator(tx)
            seen = (await queries.meetings(tx, program_id))[0]
            assert (seen.topic, seen.held_on) == (topic, date(2026, 11, 22))
            assert [(one.held_on, one.form) for one in await last_met(tx, program_id)] == [(seen.held_on, "online")]
        assert await tx.connection.fetchval("select count(*) from diary") == 0


async def test_a_stranger_sees_no_meeting(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        scene.teacher(tx, GUSHCHIN)

        with pytest.raises(ProgramUnknown):
            await queries.meetings(tx, program_id)
