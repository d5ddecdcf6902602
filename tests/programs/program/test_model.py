"""How mentor and mentee write a program, and the head approves it."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from services.programs.work.program import model
from services.programs.work.program import refusals as no
from services.programs.work.program.events import Difficulty, ProgramDrafted
from services.programs.work.program.model import ProgramText
from tests.programs.program.given import (
    ASSESSED,
    EDITION,
    ERMOLIN,
    GUSHCHIN,
    PROGRAM,
    SCENARIO,
    SHUBINA,
    TODAY,
    TOOLS,
    VISITS,
    WHOLE,
    WORKING,
    activity,
    program,
)

TEXT = ProgramText(
    starts_on=date(2026, 11, 24),
    ends_on=date(2027, 5, 31),
    mode="mixed",
    goal=" вести практику ",
    tasks="",
    difficulties=("method",),
    strengths=("digital",),
    no_strength_reason="",
)


def draft(**changes: Any) -> ProgramDrafted:
    known: dict[str, Any] = {
        "program_id": PROGRAM,
        "mentee_id": SHUBINA,
        "by": SHUBINA,
        "assessed": ASSESSED,
        "edition": EDITION,
        "today": TODAY,
    }
    pair = changes.pop("pair", WORKING)
    return model.draft(pair, **(known | changes))


def write(text: ProgramText = TEXT, **changes: Any) -> Any:
    known: dict[str, Any] = {"by": ERMOLIN, "seen": 3, "editor": "Шубина Л. В., 24.11 в 12:00", "pair": WORKING}
    return model.write(
        program(**changes.pop("program", {})), text, assessed=ASSESSED, edition=EDITION, **known | changes
    )


def test_a_draft_begins_with_what_the_mentee_assessed() -> None:
    drafted = draft()

    assert drafted.plan.difficulties == (Difficulty("method", "high"), Difficulty("subject", "medium"))
    assert drafted.plan.strengths == ("digital",)
    assert (drafted.plan.starts_on, drafted.plan.ends_on) == (TODAY, date(2027, 8, 23))


def test_a_program_needs_a_working_pair_and_an_assessment() -> None:
    with pytest.raises(no.PairNotWorking):
        draft(pair=msgspec.structs.replace(WORKING, active=False))
    with pytest.raises(no.NotAssessed):
        draft(assessed=None)
    with pytest.raises(no.ProgramUnknown):
        draft(by=GUSHCHIN)


def test_either_of_the_two_writes_and_the_version_grows() -> None:
    written = write()

    assert (written.version, written.by) == (4, ERMOLIN)
    assert written.plan.goal == "вести практику"
    assert written.plan.activities == WHOLE.activities


def test_who_writes_over_what_they_have_not_seen_is_told_who_wrote() -> None:
    with pytest.raises(no.ProgramChanged, match="Шубина"):
        write(seen=2)


def test_a_stranger_and_a_late_writer_are_refused() -> None:
    with pytest.raises(no.ProgramUnknown):
        write(by=GUSHCHIN)
    with pytest.raises(no.NotEditable):
        write(program={"stage": "sent"})


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"ends_on": date(2027, 12, 31)}, no.TooLong),
        ({"ends_on": date(2026, 12, 31)}, no.TooShort),
        ({"starts_on": date(2026, 8, 1)}, no.StartsBeforePair),
        ({"difficulties": ("law",)}, no.NotADifficulty),
        ({"strengths": ("poetry",)}, no.NotAStrength),
    ],
)
def test_a_wrong_draft_is_refused(changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        write(msgspec.structs.replace(TEXT, **changes))


def put(one: Any, **changes: Any) -> Any:
    return model.put_activity(program(**changes), one, by=SHUBINA, seen=3, editor="")


def test_activities_stand_in_the_order_of_their_days() -> None:
    written = put(activity(UUID(int=34), due=date(2027, 1, 10), title="Новое"))

    assert [one.id for one in written.plan.activities] == [VISITS, UUID(int=34), SCENARIO, TOOLS]


def test_an_activity_is_put_in_its_own_place() -> None:
    written = put(activity(title="Пять посещений"))

    assert written.plan.activities[0].title == "Пять посещений"
    assert len(written.plan.activities) == 3


def test_an_activity_stands_inside_the_term_and_works_on_something() -> None:
    with pytest.raises(no.OutsideTerm, match=r"01\.06\.2027"):
        put(activity(due=date(2027, 6, 1)))
    with pytest.raises(no.WorksOnNothing):
        put(activity(domain="law"))


def test_an_activity_is_dropped_once() -> None:
    dropped = model.drop_activity(program(), VISITS, by=SHUBINA, seen=3, editor="")

    assert [one.id for one in dropped.plan.activities] == [SCENARIO, TOOLS]
    with pytest.raises(no.ActivityUnknown):
        model.drop_activity(program(), UUID(int=99), by=SHUBINA, seen=3, editor="")


def send(**changes: Any) -> Any:
    return model.send(program(**changes), by=ERMOLIN, seen=3, editor="", edition=EDITION, today=TODAY)


def test_a_whole_program_is_sent() -> None:
    assert send().sent_on == TODAY


def test_every_chosen_difficulty_needs_an_activity_and_every_gap_is_named_at_once() -> None:
    with pytest.raises(no.Incomplete) as refused:
        send(plan={"goal": "", "activities": (), "strengths": ()})

    assert refused.value.message == (
        "Программа ещё не готова: напишите цель программы; "
        "нет ни одного мероприятия по затруднению «методические» (п. 1.2); "
        "нет ни одного мероприятия по затруднению «предметно-профессиональные» (п. 1.2); "
        "выберите сильную сторону для поддержки или напишите, почему её нет (п. 1.2)."
    )


def test_a_title_with_braces_is_repeated_as_it_was_written() -> None:
    braced = activity(id=VISITS, title="Урок {x}", due=date(2031, 1, 1))

    with pytest.raises(no.Incomplete, match=r"«Урок \{x\}»"):
        send(plan={"activities": (braced, *WHOLE.activities[1:])})


def test_a_program_without_a_strength_needs_a_reason() -> None:
    activities = WHOLE.activities[:2]

    assert send(plan={"strengths": (), "no_strength_reason": "ещё не выявлены", "activities": activities})
    with pytest.raises(no.Incomplete, match="сильную сторону"):
        send(plan={"strengths": (), "activities": activities})


def test_a_program_that_is_over_before_it_begins_is_refused() -> None:
    with pytest.raises(no.AlreadyOver):
        send(plan={"starts_on": date(2026, 8, 1), "ends_on": date(2026, 11, 20), "activities": ()})


def test_the_head_returns_with_a_comment_and_approves() -> None:
    sent = program(stage="sent")

    assert model.hand_back(sent, comment="уточните сроки").comment == "уточните сроки"
    approved, started = model.approve(sent, pair=WORKING, by=None, edition=EDITION, today=TODAY)
    assert approved.approved_on == TODAY
    assert (started.edition, started.domains, started.activities) == ("altai-2023", ("method", "subject"), 3)
    with pytest.raises(no.NotSent):
        model.approve(program(), pair=WORKING, by=None, edition=EDITION, today=TODAY)
    with pytest.raises(no.PairNotWorking):
        model.approve(sent, pair=msgspec.structs.replace(WORKING, active=False), by=None, edition=EDITION, today=TODAY)


def test_a_program_stops_with_its_pair_unless_it_is_over() -> None:
    assert model.stop(program(), today=TODAY) is not None
    assert model.stop(program(stage="completed"), today=TODAY) is None
