"""What may be done while a program runs."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.programs.work.program import refusals as no
from services.programs.work.program import running as rules
from services.programs.work.program.events import Add, Extend, Move
from services.programs.work.program.model import Result
from services.programs.work.program.running import Correction, Spoken
from tests.programs.program.given import (
    EDITION,
    ERMOLIN,
    GUSHCHIN,
    PROGRAM,
    SCENARIO,
    SHUBINA,
    TODAY,
    TOOLS,
    VISITS,
    activity,
    done,
    program,
    running,
)

MEETING = UUID(int=500)
SPOKEN = Spoken(held_on=TODAY, form="onsite", topic="разбор", content="тихо", next_step="сценарий", next_on=None)


def meet(spoken: Spoken = SPOKEN, by: UUID = SHUBINA, **changes: Any) -> Any:
    return rules.meet(running(**changes), spoken, meeting_id=MEETING, by=by, today=TODAY)


def test_a_meeting_stays_with_the_two_and_only_its_day_and_form_are_told() -> None:
    recorded = meet()
    told = recorded.tell()

    assert recorded.content == "тихо"
    assert told.__struct_fields__ == ("program_id", "held_on", "form")


def test_a_meeting_is_recorded_by_the_two_after_it_was_held() -> None:
    with pytest.raises(no.ProgramUnknown):
        meet(by=GUSHCHIN)
    with pytest.raises(no.NotHeldYet):
        meet(Spoken(held_on=date(2026, 11, 25), form="online", topic="-", content="", next_step="", next_on=None))
    with pytest.raises(no.NotRunning):
        rules.meet(program(), SPOKEN, meeting_id=MEETING, by=SHUBINA, today=TODAY)


def test_a_meeting_on_a_sunday_or_outside_the_term_is_doubted_and_not_refused() -> None:
    assert rules.doubts(running(), TODAY) == ""
    assert rules.doubts(running(), date(2027, 1, 3)) == "Проверьте дату встречи: это нерабочий день."
    assert "вне срока" in rules.doubts(running(), date(2026, 11, 23))


def report(activity_id: UUID = VISITS, link: str = "", **changes: Any) -> Any:
    return rules.report(
        running(**changes), activity_id=activity_id, product="карта", link=link, by=SHUBINA, today=TODAY
    )


def test_a_result_names_its_product() -> None:
    assert report(link="https://example.ru/x").product == "карта"
    with pytest.raises(no.NotALink):
        report(link="javascript:alert(1)")
    with pytest.raises(no.ActivityUnknown):
        report(UUID(int=99))
    with pytest.raises(no.AlreadyMarked):
        report(results=done(VISITS))


def mark(by: UUID = ERMOLIN, **changes: Any) -> Any:
    return rules.mark(
        running(**({"results": (Result(VISITS),)} | changes)),
        activity_id=VISITS,
        mark="done",
        note="",
        level_now="medium",
        by=by,
        edition=EDITION,
        today=TODAY,
    )


def test_only_the_mentor_marks_and_only_a_result() -> None:
    assert mark().level_now == "medium"
    with pytest.raises(no.OnlyTheMentor):
        mark(by=SHUBINA)
    with pytest.raises(no.NoResultYet):
        mark(results=())


def propose(change: Any, **changes: Any) -> Any:
    return rules.propose_correction(
        running(**changes),
        change,
        correction_id=MEETING,
        reason="командировка",
        by=SHUBINA,
        edition=EDITION,
        today=TODAY,
    )


def test_an_activity_is_moved_within_the_term() -> None:
    plan = rules.changed(running(), Move(VISITS, date(2027, 2, 1)), EDITION)

    assert [one.id for one in plan.activities] == [SCENARIO, VISITS, TOOLS]
    with pytest.raises(no.OutsideTerm):
        propose(Move(VISITS, date(2027, 9, 1)))
    with pytest.raises(no.NothingChanges):
        propose(Move(VISITS, date(2026, 12, 20)))
    with pytest.raises(no.AlreadyMarked):
        propose(Move(VISITS, date(2027, 2, 1)), results=done(VISITS))


def test_an_activity_is_added_and_the_program_extended_within_twelve_months() -> None:
    assert propose(Add(activity(UUID(int=40), domain="subject"))).reason == "командировка"
    assert rules.changed(running(), Extend(date(2027, 11, 23)), EDITION).ends_on == date(2027, 11, 23)
    with pytest.raises(no.TooLong, match="13"):
        propose(Extend(date(2027, 11, 24)))
    with pytest.raises(no.OutsideTerm):
        propose(Extend(date(2027, 2, 25)), plan={"activities": (activity(due=date(2027, 4, 1)),)})


def test_an_approved_correction_is_a_new_version_with_its_reason() -> None:
    correction = Correction(
        id=MEETING, program_id=PROGRAM, change=Move(VISITS, date(2027, 2, 1)), reason="командировка", state="open"
    )

    approved = rules.approve_correction(running(), correction, edition=EDITION, today=TODAY)
    told = approved.tell()

    assert (approved.version, approved.reason) == (4, "командировка")
    assert (told.version, told.ends_on, told.activities) == (4, running().plan.ends_on, len(running().plan.activities))
    decided = Correction(id=MEETING, program_id=PROGRAM, change=correction.change, reason="", state="approved")
    with pytest.raises(no.Decided):
        rules.return_correction(running(), decided, comment="нет", today=TODAY)


def complete(today: date = date(2027, 5, 28), reason: str = "", by: UUID = ERMOLIN, **changes: Any) -> Any:
    outcomes = changes.pop("outcomes", {"method": "low", "subject": "none"})
    all_done = {"results": done(VISITS, SCENARIO, TOOLS)}
    return rules.complete(
        running(**(all_done | changes)),
        outcomes=outcomes,
        conclusion="справилась",
        reason=reason,
        by=by,
        edition=EDITION,
        today=today,
    )


def test_a_program_completes_with_a_level_for_each_difficulty() -> None:
    concluded, told = complete()

    assert concluded.outcomes == {"method": "low", "subject": "none"}
    assert [(one.domain, one.before, one.after) for one in told.outcomes] == [
        ("method", "high", "low"),
        ("subject", "medium", "none"),
    ]
    assert (told.activities_done, told.activities) == (3, 3)


def test_a_difficulty_without_a_result_is_asked_for_beside_its_field() -> None:
    with pytest.raises(no.OutcomeMissing) as refused:
        complete(outcomes={"method": "low"})

    assert refused.value.field == "outcomes.1.after"


def test_open_activities_need_a_reason() -> None:
    with pytest.raises(no.ReasonNeeded, match="«Показать коллегам»"):
        complete(results=done(VISITS, SCENARIO))
    _, told = complete(results=done(VISITS, SCENARIO), reason="перенесено на следующий год")
    assert told.activities_done == 2


def test_completing_before_three_months_needs_a_reason() -> None:
    with pytest.raises(no.ReasonNeeded, match="меньше 3 месяцев"):
        complete(today=date(2027, 1, 15))
    assert complete(today=date(2027, 1, 15), reason="цель достигнута раньше")


def test_only_the_mentor_completes_and_not_while_a_correction_waits() -> None:
    with pytest.raises(no.OnlyTheMentor):
        complete(by=SHUBINA)
    with pytest.raises(no.CorrectionWaits):
        complete(corrections=(MEETING,))
