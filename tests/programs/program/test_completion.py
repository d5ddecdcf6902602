"""When a program may be completed."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.programs.work.program import completion as rules
from services.programs.work.program import refusals as no
from tests.programs.program.given import EDITION, ERMOLIN, SCENARIO, SHUBINA, TOOLS, VISITS, done, running

CORRECTION = UUID(int=500)


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


def test_a_title_with_braces_is_repeated_as_it_was_written() -> None:
    first, *others = running().plan.activities
    braced = msgspec.structs.replace(first, title="Урок {x}")
    plan = msgspec.structs.replace(running().plan, activities=(braced, *others))
    with pytest.raises(no.ReasonNeeded, match=r"«Урок \{x\}»"):
        rules.complete(
            msgspec.structs.replace(running(), plan=plan),
            outcomes={"method": "low", "subject": "none"},
            conclusion="справилась",
            reason="",
            by=ERMOLIN,
            edition=EDITION,
            today=date(2027, 5, 28),
        )


def test_completing_before_three_months_needs_a_reason() -> None:
    with pytest.raises(no.ReasonNeeded, match="меньше 3 месяцев"):
        complete(today=date(2027, 1, 15))
    assert complete(today=date(2027, 1, 15), reason="цель достигнута раньше")


def test_only_the_mentor_completes_and_not_while_a_correction_waits() -> None:
    with pytest.raises(no.OnlyTheMentor):
        complete(by=SHUBINA)
    with pytest.raises(no.CorrectionWaits):
        complete(corrections=(CORRECTION,))
