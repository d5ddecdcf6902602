"""Which changes of a running program may be proposed, and the version that an approval makes."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.programs.work.correction import model as rules
from services.programs.work.correction.model import Correction
from services.programs.work.correction.refusals import Decided
from services.programs.work.program import refusals as no
from services.programs.work.program.changes import Add, Extend, Move, changed, correct
from tests.programs.program.given import (
    EDITION,
    PROGRAM,
    SCENARIO,
    SHUBINA,
    TODAY,
    TOOLS,
    VISITS,
    activity,
    done,
    running,
)

CORRECTION = UUID(int=500)


def propose(change: Any, **changes: Any) -> Any:
    return rules.propose_correction(
        running(**changes),
        change,
        correction_id=CORRECTION,
        reason="командировка",
        by=SHUBINA,
        edition=EDITION,
        today=TODAY,
    )


def test_an_activity_is_moved_within_the_term() -> None:
    plan = changed(running(), Move(VISITS, date(2027, 2, 1)), EDITION)

    assert [one.id for one in plan.activities] == [SCENARIO, VISITS, TOOLS]
    with pytest.raises(no.OutsideTerm):
        propose(Move(VISITS, date(2027, 9, 1)))
    with pytest.raises(no.NothingChanges):
        propose(Move(VISITS, date(2026, 12, 20)))
    with pytest.raises(no.AlreadyMarked):
        propose(Move(VISITS, date(2027, 2, 1)), results=done(VISITS))


def test_an_activity_is_added_and_the_program_extended_within_twelve_months() -> None:
    assert propose(Add(activity(UUID(int=40), domain="subject"))).reason == "командировка"
    assert changed(running(), Extend(date(2027, 11, 23)), EDITION).ends_on == date(2027, 11, 23)
    with pytest.raises(no.TooLong, match="13"):
        propose(Extend(date(2027, 11, 24)))
    with pytest.raises(no.OutsideTerm):
        propose(Extend(date(2027, 2, 25)), plan={"activities": (activity(due=date(2027, 4, 1)),)})


def test_an_approved_correction_is_a_new_version_with_its_reason() -> None:
    correction = Correction(
        id=CORRECTION, program_id=PROGRAM, change=Move(VISITS, date(2027, 2, 1)), reason="командировка", state="open"
    )

    rules.check_approvable(running(), correction)
    approved = correct(
        running(), correction.change, correction_id=CORRECTION, reason=correction.reason, edition=EDITION, today=TODAY
    )
    told = approved.tell()

    assert (approved.version, approved.reason) == (4, "командировка")
    assert (told.version, told.ends_on, told.activities) == (4, running().plan.ends_on, len(running().plan.activities))
    decided = Correction(id=CORRECTION, program_id=PROGRAM, change=correction.change, reason="", state="approved")
    with pytest.raises(Decided):
        rules.check_approvable(running(), decided)
    with pytest.raises(Decided):
        rules.return_correction(running(), decided, comment="нет", today=TODAY)
