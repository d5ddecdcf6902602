"""Which meetings may be recorded, and which fields are told."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.programs.work.meeting import model as rules
from services.programs.work.meeting import refusals as no
from services.programs.work.meeting.model import DiaryEntry
from services.programs.work.program.refusals import NotRunning, ProgramUnknown
from tests.programs.program.given import GUSHCHIN, SHUBINA, TODAY, program, running

MEETING = UUID(int=500)
SPOKEN = DiaryEntry(held_on=TODAY, form="onsite", topic="разбор", content="тихо", next_step="сценарий", next_on=None)


def meet(spoken: DiaryEntry = SPOKEN, by: UUID = SHUBINA, **changes: Any) -> Any:
    return rules.meet(running(**changes), spoken, meeting_id=MEETING, by=by, today=TODAY)


def test_a_meeting_stays_with_the_two_and_only_its_day_and_form_are_told() -> None:
    recorded = meet()
    told = recorded.tell()

    assert recorded.content == "тихо"
    assert told.__struct_fields__ == ("program_id", "held_on", "form")


def test_a_meeting_is_recorded_by_the_two_after_it_was_held() -> None:
    with pytest.raises(ProgramUnknown):
        meet(by=GUSHCHIN)
    with pytest.raises(no.NotHeldYet):
        meet(DiaryEntry(held_on=date(2026, 11, 25), form="online", topic="-", content="", next_step="", next_on=None))
    with pytest.raises(NotRunning):
        rules.meet(program(), SPOKEN, meeting_id=MEETING, by=SHUBINA, today=TODAY)


def test_a_meeting_on_a_sunday_or_outside_the_term_is_doubted_and_not_refused() -> None:
    assert rules.doubts(running(), TODAY) == ""
    assert rules.doubts(running(), date(2027, 1, 3)) == "Проверьте дату встречи: это нерабочий день."
    assert "вне срока" in rules.doubts(running(), date(2026, 11, 23))
