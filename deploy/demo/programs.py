"""Programs of the demo: written by mentor and mentee, approved by the head, carried out as far as the pair has come."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from deploy.demo.people import Bond
from deploy.demo.stage import Stage
from deploy.demo.words import OWN, Own
from services.programs.work.activity.commands import MarkActivity, ReportResult, mark_activity, report_result
from services.programs.work.correction.commands import MoveActivity, move_activity
from services.programs.work.meeting.commands import RecordMeeting, record_meeting
from services.programs.work.program.commands import (
    AddActivity,
    After,
    ApproveProgram,
    CompleteProgram,
    DraftProgram,
    ReturnProgram,
    SendProgram,
    WriteProgram,
    add_activity,
    approve_program,
    complete_program,
    draft_program,
    return_program,
    send_program,
    write_program,
)

Direction = Literal["analysis", "entering", "growth"]
MeetingForm = Literal["onsite", "online"]
# Days from the beginning of a program to its activities and meetings, and how those are.
AFTER, MEET_AFTER = (21, 56, 77, 98), (7, 28, 49, 70)
DIRECTIONS: tuple[Direction, ...] = ("analysis", "entering", "growth", "growth")
MEETING_FORMS: tuple[MeetingForm, ...] = ("onsite", "online", "onsite", "onsite")
REMARK = "Тема на пяти станциях — хорошо. Добавьте, по чему группа поймёт, что станция пройдена, и верните сегодня же."
# Days ago on which a program begins that has only been written.
JUST_BEGUN = {"writing": 2, "approving": 2, "returned": 4}


@dataclass(frozen=True)
class Two:
    """A mentor and a mentee, by their logins, and their program as it was sent."""

    mentor: str
    mentee: str
    own: Own
    program_id: UUID
    begun: int
    activities: tuple[UUID, ...]
    version: int


async def fill(stage: Stage, bond: Bond, pair_id: UUID, ids: dict[str, UUID], logins: dict[str, str]) -> None:
    """Write a program with each mentee of a pair, and carry it out as far as the pair has come."""
    for mentee in bond.mentees:
        two = await _written(stage, bond, pair_id, mentee, ids[mentee], logins)
        if bond.story == "returned":
            async with stage.acting("head", 1, 16) as tx:
                await return_program(tx, ReturnProgram(program_id=two.program_id, version=two.version, comment=REMARK))
        if bond.story in JUST_BEGUN:
            continue
        async with stage.acting("head", two.begun, 16) as tx:
            await approve_program(tx, ApproveProgram(program_id=two.program_id, version=two.version))
        await _meetings(stage, two)
        await _results(stage, two, {"completed": 4, "ended": 1}.get(bond.story, 2))
        if bond.story == "completed":
            await _completed(stage, two)
        elif two.own.moved:
            await _moved(stage, two)


async def _written(
    stage: Stage, bond: Bond, pair_id: UUID, surname: str, mentee_id: UUID, logins: dict[str, str]
) -> Two:
    begun = JUST_BEGUN.get(bond.story, bond.begun - 7)
    mentor, mentee, own = logins[bond.mentor], logins[surname], OWN[surname]
    starts = stage.day(begun)
    async with stage.acting(mentee, begun + 2) as tx:
        program_id = await draft_program(tx, DraftProgram(pair_id=pair_id, mentee_id=mentee_id))
    async with stage.acting(mentor, begun + 2, 14) as tx:
        wish = WriteProgram(
            program_id=program_id, version=1, starts_on=starts, ends_on=starts + timedelta(days=110), mode="mixed",
            goal=own.goal, tasks=own.tasks, difficulties=tuple(one.domain for one in own.hard), strengths=(own.strong,),
        )  # fmt: skip
        version = await write_program(tx, wish)
    two = Two(mentor, mentee, own, program_id, begun, (), version)
    if bond.story == "writing":
        return two
    activities = await _planned(stage, two, starts, version)
    async with stage.acting(mentor, begun, 12) as tx:
        await send_program(tx, SendProgram(program_id=program_id, version=version + len(activities)))
    return replace(two, activities=activities, version=version + len(activities))


async def _planned(stage: Stage, two: Two, starts: date, version: int) -> tuple[UUID, ...]:
    """Let the mentee add the activities: one for each difficulty, one for the strong side."""
    domains, planned = [*(one.domain for one in two.own.hard), two.own.strong], []
    for place, deed in enumerate(two.own.deeds):
        wished = AddActivity(
            program_id=two.program_id, version=version + place, direction=DIRECTIONS[place], domain=domains[place],
            title=deed.title, form=deed.form, due=starts + timedelta(days=AFTER[place]), product=deed.product,
        )  # fmt: skip
        async with stage.acting(two.mentee, two.begun + 1) as tx:
            planned.append(await add_activity(tx, wished))
    return tuple(planned)


async def _meetings(stage: Stage, two: Two) -> None:
    for after, form, (topic, content) in zip(MEET_AFTER, MEETING_FORMS, two.own.talks, strict=False):
        ago = two.begun - after
        if ago < 1:
            continue
        async with stage.acting(two.mentor, ago, 15) as tx:
            wish = RecordMeeting(
                program_id=two.program_id, held_on=stage.day(ago), form=form, topic=topic, content=content,
                next_step="Подготовить материалы к следующей встрече",
            )  # fmt: skip
            await record_meeting(tx, wish)


async def _results(stage: Stage, two: Two, count: int) -> None:
    for place, activity_id in enumerate(two.activities[:count]):
        ago, deed = max(two.begun - AFTER[place], 1), two.own.deeds[place]
        product = f"{deed.product.capitalize()}: готово, лежит в методическом кабинете."
        async with stage.acting(two.mentee, ago) as tx:
            await report_result(tx, ReportResult(program_id=two.program_id, activity_id=activity_id, product=product))
        level = "low" if place < len(two.own.hard) else None
        async with stage.acting(two.mentor, ago, 17) as tx:
            mark = MarkActivity(program_id=two.program_id, activity_id=activity_id, mark="done", level_now=level)
            await mark_activity(tx, mark)


async def _completed(stage: Stage, two: Two) -> None:
    first, *others = two.own.hard
    outcomes = (After(domain=first.domain, after="none"), *(After(domain=one.domain, after="low") for one in others))
    async with stage.acting(two.mentor, two.begun - 108) as tx:
        wish = CompleteProgram(program_id=two.program_id, conclusion=two.own.conclusion, outcomes=outcomes)
        await complete_program(tx, wish)


async def _moved(stage: Stage, two: Two) -> None:
    """Let the mentee ask to move the third activity; the curator has not decided yet."""
    async with stage.acting(two.mentee, 2) as tx:
        wish = MoveActivity(
            program_id=two.program_id, activity_id=two.activities[2], due=stage.today + timedelta(days=14),
            reason=two.own.moved,
        )  # fmt: skip
        await move_activity(tx, wish)
