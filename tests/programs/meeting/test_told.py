"""A meeting stays inside and tells a part of its fields: two lines in the journal, one applier for the tables."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from services.programs.app import SERVICE
from services.programs.work.meeting import store
from services.programs.work.meeting.commands import RecordMeeting, record_meeting
from shared.contracts.programs import MeetingHeld
from shared.event import seal
from shared.sync.returned import again
from tests.conftest import FreshContour
from tests.programs.college import HOME, college, events
from tests.programs.program.test_commands import started


async def test_what_a_fact_tells_is_recorded_right_after_it(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        wish = RecordMeeting(
            program_id=program_id, held_on=date(2026, 11, 22), form="online", topic="разбор", content="", next_step="",
            next_on=None,
        )  # fmt: skip
        await record_meeting(tx, wish)

        assert (await events(tx))[-2:] == ["meeting_recorded", "meeting_held.v2"]
        assert tx.told[-1][0] == MeetingHeld(program_id=program_id, held_on=wish.held_on, form="online")


async def test_what_was_told_comes_back_to_the_journal_though_the_meeting_itself_is_lost(
    fresh_contour: FreshContour,
) -> None:
    held = MeetingHeld(program_id=uuid4(), held_on=date(2026, 11, 22), form="online")
    sealed = seal(held, id=uuid4(), source=f"/{HOME}", time=datetime(2026, 11, 23, tzinfo=UTC))
    async with college(fresh_contour) as tx:
        before = await events(tx)
        for _ in range(2):
            await again(tx, SERVICE, sealed)

        assert await events(tx) == [*before, "meeting_held.v2"]
        assert await tx.value("select count(*) from meeting") == 0


async def test_what_nobody_applies_is_not_recorded(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        before = await events(tx)
        with pytest.raises(KeyError):
            await store.record(tx, MeetingHeld(program_id=uuid4(), held_on=date(2026, 11, 22), form="online"))
        assert await events(tx) == before
