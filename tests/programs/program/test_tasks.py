"""Whose task it is while a program is written, approved, carried out and completed."""

from datetime import date, timedelta

from services.programs.pairing.pair.tasks import TASKS as OF_PAIRS
from services.programs.work.activity.commands import MarkActivity, ReportResult, mark_activity, report_result
from services.programs.work.activity.tasks import TASKS as OF_ACTIVITIES
from services.programs.work.correction import commands as corrections
from services.programs.work.correction.tasks import TASKS as OF_CORRECTIONS
from services.programs.work.meeting.commands import RecordMeeting, record_meeting
from services.programs.work.meeting.tasks import TASKS as OF_MEETINGS
from services.programs.work.program import commands
from services.programs.work.program.commands import ReturnProgram, SendProgram
from services.programs.work.program.queries import program
from services.programs.work.program.tasks import TASKS
from shared.actor import Actor, Role
from shared.db import Tx
from shared.tasks import Task, waits
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import HOME, college
from tests.programs.program.test_commands import drafted, started, written
from tests.programs.scene import ERMOLIN, GUSHCHIN, SAMOYLOVA, SHUBINA, TODAY, VERSHININA

TITLE = "Ермолин\xa0Г.\xa0А. → Шубина\xa0Л.\xa0В."
WHO = {
    "head": Actor("account:1", person_id=SAMOYLOVA, roles=frozenset({Role.HEAD, Role.TEACHER}), organizations=HOME),
    "curator": Actor(
        "account:2", person_id=VERSHININA, roles=frozenset({Role.CURATOR, Role.TEACHER}), organizations=HOME
    ),
    "mentor": Actor("account:3", person_id=ERMOLIN, roles=frozenset({Role.MENTOR, Role.TEACHER}), organizations=HOME),
    "mentee": Actor("account:4", person_id=SHUBINA, roles=frozenset({Role.MENTEE, Role.TEACHER}), organizations=HOME),
    "stranger": Actor("account:5", person_id=GUSHCHIN, roles=frozenset({Role.TEACHER}), organizations=HOME),
}


async def queues(tx: Tx, after: int = 0) -> dict[str, list[Task]]:
    """What waits for everybody for whom something does, so many days later."""
    kept = tx.actor, tx.now
    tx.now += timedelta(days=after)
    found = {}
    for name, tx.actor in WHO.items():
        found[name] = await waits(tx, [*OF_PAIRS, *TASKS, *OF_MEETINGS, *OF_CORRECTIONS, *OF_ACTIVITIES])
    tx.actor, tx.now = kept
    return {name: tasks for name, tasks in found.items() if tasks}


def titles(found: dict[str, list[Task]]) -> dict[str, list[str]]:
    return {name: [task.title for task in tasks] for name, tasks in found.items()}


async def test_a_working_pair_waits_for_its_program_and_the_curator_hears_of_it_later(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        pair_id = await scene.working(tx)
        both = {
            "mentor": ["Напишите программу: Шубина\xa0Л.\xa0В."],
            "mentee": ["Напишите программу: Ермолин\xa0Г.\xa0А."],
        }
        assert titles(await queues(tx, 13)) == both
        later = await queues(tx, 14)
        assert titles(later) == {"curator": [f"Нет программы: {TITLE}"], **both}
        assert "Пара работает 14\xa0дней" in later["curator"][0].why
        assert later["curator"][0].url == f"/pairs/{pair_id}"


async def test_a_program_waits_for_the_two_then_for_the_head_and_returned_for_the_two_again(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        program_id = await drafted(tx)
        assert titles(await queues(tx, 20)) == {key: [f"Программа пишется: {TITLE}"] for key in ("mentor", "mentee")}

    async with college(fresh_contour) as tx:
        program_id = await written(tx)
        await commands.send_program(tx, SendProgram(program_id=program_id, version=4))
        assert titles(await queues(tx)) == {"head": [f"Утвердить программу: {TITLE}"]}
        scene.head(tx)
        await commands.return_program(tx, ReturnProgram(program_id=program_id, version=4, comment="нет срока"))
        back = await queues(tx)
        assert titles(back) == {key: [f"Программу вернули: {TITLE}"] for key in ("mentor", "mentee")}
        assert [(one.state, one.pill, "нет срока" in one.why) for one in back["mentee"]] == [
            ("late", "замечания", True)
        ]


async def test_an_activity_waits_for_the_two_its_result_for_the_mentor_and_lateness_for_the_curator(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        one, other = (await program(tx, program_id)).activities
        assert await queues(tx, 11) == {}
        due = ["Занятие: method", "Занятие: subject"]
        soon = await queues(tx, 12)
        assert titles(soon) == {"mentor": due, "mentee": due}
        assert [task.due for task in soon["mentor"]] == [date(2026, 12, 20)] * 2
        assert soon["mentor"][0].why == "Ожидаем: разработка. Затруднение: методические."

        await report_result(tx, ReportResult(program_id=program_id, activity_id=one.id, product="карта"))
        told = await queues(tx)
        assert titles(told) == {"mentor": ["Отметьте результат: Занятие: method"]}
        assert told["mentor"][0].why == "Результат записан 24.11.2026."
        scene.teacher(tx, ERMOLIN)
        await mark_activity(tx, MarkActivity(program_id=program_id, activity_id=one.id, mark="again", note="ещё"))
        assert titles(await queues(tx, 12)) == {"mentor": due, "mentee": due}
        await report_result(tx, ReportResult(program_id=program_id, activity_id=one.id, product="карта"))
        await mark_activity(tx, MarkActivity(program_id=program_id, activity_id=one.id, mark="done", note=""))
        late = await queues(tx, 27)
        assert titles(late) == {
            "curator": [f"Просрочено 1\xa0мероприятие: {TITLE}"],
            "mentor": due[1:],
            "mentee": due[1:],
        }
        assert late["curator"][0].why == "Первое — «Занятие: subject», до 20.12.2026. Спросите, чем помочь."
        assert late["curator"][0].due == other.due


async def test_a_meeting_and_the_end_wait_in_their_time(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        for one in (await program(tx, program_id)).activities:
            scene.teacher(tx, ERMOLIN)
            await report_result(tx, ReportResult(program_id=program_id, activity_id=one.id, product="карта"))
            await mark_activity(tx, MarkActivity(program_id=program_id, activity_id=one.id, mark="done", note=""))
        met = RecordMeeting(
            program_id=program_id, held_on=TODAY, form="onsite", topic="разбор", next_on=date(2026, 12, 10)
        )
        await record_meeting(tx, met)
        assert await queues(tx, 1) == {}
        assert titles(await queues(tx, 2)) == {key: [f"Встреча: {TITLE}"] for key in ("mentor", "mentee")}

        end = (date(2027, 5, 31) - TODAY).days
        assert "Подведите итог" not in str(await queues(tx, end - 22))
        last = await queues(tx, end - 21)
        assert titles(last)["mentor"] == [f"Встреча: {TITLE}", f"Подведите итог: {TITLE}"]
        assert last["mentor"][-1].due == date(2027, 5, 31)
        assert titles(last)["mentee"] == [f"Встреча: {TITLE}"]


async def test_a_correction_waits_for_the_curator_in_the_words_of_the_page(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        one = (await program(tx, program_id)).activities[0]
        moved = corrections.MoveActivity(
            program_id=program_id, activity_id=one.id, due=date(2027, 1, 20), reason="полигон закрыт."
        )
        added = corrections.AddToRunning(
            program_id=program_id, direction="growth", domain="digital", title="Открытый урок", form="урок",
            due=date(2027, 1, 30), product="конспект", reason="просят коллеги",
        )  # fmt: skip
        longer = corrections.ExtendProgram(program_id=program_id, ends_on=date(2027, 6, 30), reason="не успеваем")
        await corrections.move_activity(tx, moved)
        await corrections.add_to_running(tx, added)
        await corrections.extend_program(tx, longer)

        waiting = await queues(tx)
        assert titles(waiting) == {"curator": ["Ермолин\xa0Г.\xa0А. предлагает исправить программу"] * 3}
        card = await program(tx, program_id)
        said = {f"{one.what}. Причина: {one.reason.rstrip('.')}." for one in card.corrections}
        assert {task.why for task in waiting["curator"]} == said
        assert {task.due for task in waiting["curator"]} == {TODAY + timedelta(days=3)}
