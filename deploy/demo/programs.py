"""Programs of the demo: written by mentor and mentee, approved by the head, carried out as far as the pair has come."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from deploy.demo.people import Bond
from deploy.demo.stage import Stage
from services.programs.work.activity.commands import MarkActivity, ReportResult, mark_activity, report_result
from services.programs.work.correction.commands import MoveActivity, move_activity
from services.programs.work.meeting.commands import RecordMeeting, record_meeting
from services.programs.work.program.commands import (
    AddActivity,
    After,
    ApproveProgram,
    CompleteProgram,
    DraftProgram,
    SendProgram,
    WriteProgram,
    add_activity,
    approve_program,
    complete_program,
    draft_program,
    send_program,
    write_program,
)


@dataclass(frozen=True)
class Planned:
    """An activity of a demo program; its day is counted from the program's first day."""

    direction: Literal["analysis", "entering", "growth"]
    domain: str
    title: str
    form: str
    after: int
    product: str


ACTIVITIES = (
    Planned("analysis", "method", "Три взаимных посещения занятий с разбором", "посещение занятий", 21,
            "карта наблюдений"),
    Planned("entering", "subject", "Критерии оценивания по профессиональному модулю", "совместная работа", 56,
            "лист критериев"),
    Planned("growth", "psychology", "Родительское собрание первого курса вдвоём", "практикум", 77,
            "сценарий собрания"),
    Planned("growth", "ict", "Учебное видео к практическому занятию", "мастер-класс", 98, "видео на 6 минут"),
)  # fmt: skip
MEETINGS = (
    (7, "onsite", "С чего начинаем", "Посмотрели записи двух занятий, выбрали, что меняем первым."),
    (28, "online", "Разбор посещений", "Время уходит на объяснение у доски; переносим его в карточку задания."),
    (49, "onsite", "Критерии оценивания", "Сделали черновик листа критериев, проверим на двух группах."),
    (70, "onsite", "Репетиция собрания", "Проговорили трудные вопросы родителей."),
)
GOAL = "Практическое занятие, на котором каждый студент делает работу сам и понимает, за что оценка."
TASKS = "Посетить занятия друг друга; договориться о критериях; провести собрание; снять учебное видео."
PRODUCTS = "Сделано вместе, обсудили на встрече, лежит в методическом кабинете."
CONCLUSION = "Занятие стало держаться на задании, а не на объяснении. Дальше справится без меня, зовём в наставники."


@dataclass(frozen=True)
class Two:
    """A mentor and a mentee, by their logins, and their program."""

    mentor: str
    mentee: str
    program_id: UUID
    begun: int
    activities: tuple[UUID, ...]


async def fill(stage: Stage, bond: Bond, pair_id: UUID, ids: dict[str, UUID], logins: dict[str, str]) -> None:
    """Write a program with each mentee of a pair, and carry it out as far as the pair has come."""
    for mentee in bond.mentees:
        two = await _written(stage, bond, pair_id, (logins[bond.mentor], logins[mentee]), ids[mentee])
        if bond.story == "approving":
            continue
        async with stage.acting("head", two.begun, 16) as tx:
            await approve_program(tx, ApproveProgram(program_id=two.program_id))
        await _meetings(stage, two)
        done = len(ACTIVITIES) if bond.story == "completed" else 2
        await _results(stage, two, done)
        if bond.story == "completed":
            await _completed(stage, two)
        else:
            await _moved(stage, two)


async def _written(stage: Stage, bond: Bond, pair_id: UUID, logins: tuple[str, str], mentee_id: UUID) -> Two:
    begun = bond.begun - 7 if bond.story != "approving" else 2
    starts = stage.day(begun)
    mentor, mentee = logins
    async with stage.acting(mentee, begun + 2) as tx:
        program_id = await draft_program(tx, DraftProgram(pair_id=pair_id, mentee_id=mentee_id))
    async with stage.acting(mentor, begun + 2, 14) as tx:
        wish = WriteProgram(
            program_id=program_id, version=1, starts_on=starts, ends_on=starts + timedelta(days=110), mode="mixed",
            goal=GOAL, tasks=TASKS, difficulties=("method", "subject", "psychology"), strengths=("ict",),
        )  # fmt: skip
        version = await write_program(tx, wish)
    activities = []
    for planned in ACTIVITIES:
        async with stage.acting(mentee, begun + 1) as tx:
            wished = AddActivity(
                program_id=program_id, version=version, direction=planned.direction, domain=planned.domain,
                title=planned.title, form=planned.form, due=starts + timedelta(days=planned.after),
                product=planned.product,
            )  # fmt: skip
            activities.append(await add_activity(tx, wished))
            version += 1
    async with stage.acting(mentor, begun, 12) as tx:
        await send_program(tx, SendProgram(program_id=program_id, version=version))
    return Two(mentor, mentee, program_id, begun, tuple(activities))


async def _meetings(stage: Stage, two: Two) -> None:
    for after, form, topic, content in MEETINGS:
        ago = two.begun - after
        if ago < 1:
            continue
        async with stage.acting(two.mentor, ago, 15) as tx:
            wish = RecordMeeting(
                program_id=two.program_id, held_on=stage.day(ago), form="online" if form == "online" else "onsite",
                topic=topic, content=content, next_step="Подготовить материалы к следующей встрече",
            )  # fmt: skip
            await record_meeting(tx, wish)


async def _results(stage: Stage, two: Two, count: int) -> None:
    for planned, activity_id in list(zip(ACTIVITIES, two.activities, strict=True))[:count]:
        ago = max(two.begun - planned.after, 1)
        async with stage.acting(two.mentee, ago) as tx:
            product = f"{planned.product.capitalize()}. {PRODUCTS}"
            await report_result(tx, ReportResult(program_id=two.program_id, activity_id=activity_id, product=product))
        async with stage.acting(two.mentor, ago, 17) as tx:
            level = "low" if planned.domain in ("method", "subject", "psychology") else None
            mark = MarkActivity(program_id=two.program_id, activity_id=activity_id, mark="done", level_now=level)
            await mark_activity(tx, mark)


async def _completed(stage: Stage, two: Two) -> None:
    async with stage.acting(two.mentor, two.begun - 108) as tx:
        wish = CompleteProgram(
            program_id=two.program_id, conclusion=CONCLUSION,
            outcomes=(
                After(domain="method", after="none"), After(domain="subject", after="low"),
                After(domain="psychology", after="low"),
            ),
        )  # fmt: skip
        await complete_program(tx, wish)


async def _moved(stage: Stage, two: Two) -> None:
    """Let the mentee ask to move the third activity, and the curator decide."""
    async with stage.acting(two.mentee, 2) as tx:
        wish = MoveActivity(
            program_id=two.program_id, activity_id=two.activities[2], due=stage.today + timedelta(days=14),
            reason="Командировка: собрание первого курса перенесли на декабрь",
        )  # fmt: skip
        await move_activity(tx, wish)
