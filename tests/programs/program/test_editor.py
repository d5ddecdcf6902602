"""The editor of a program is one form: whichever button is pressed, nothing that was typed is lost."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.programs.work.program import queries
from services.programs.work.program.commands import DraftProgram, draft_program
from services.programs.work.program.progress import ProgramCard
from shared.actor import Role, system
from tests.conftest import FreshContour
from tests.form_pages import form_with
from tests.programs import scene
from tests.programs.scene import ERMOLIN, SHUBINA
from tests.programs.visit import OpenCollege, Visitor, open_college

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


class Editor:
    """The page on which a mentor writes a draft."""

    def __init__(self, college: OpenCollege, mentor: Visitor, program_id: UUID) -> None:
        self.college, self.mentor, self.program_id = college, mentor, program_id
        self.path = f"/programs/{program_id}/edit"

    async def card(self) -> ProgramCard:
        async with self.college.running.transaction(system("test")) as tx:
            scene.teacher(tx, ERMOLIN)
            return await queries.program(tx, self.program_id)


@pytest.fixture
async def editor(fresh_contour: FreshContour) -> AsyncGenerator[Editor, None]:
    async with open_college(fresh_contour, lambda: NOON) as college:
        async with college.running.transaction(system("test")) as tx:
            pair_id = await scene.working(tx)
            scene.teacher(tx, SHUBINA)
            program_id = await draft_program(tx, DraftProgram(pair_id=pair_id, mentee_id=SHUBINA))
        yield Editor(college, await college.enter(Role.TEACHER, person_id=ERMOLIN), program_id)


ACTIVITY = {
    "Что_делаем": "Три взаимных посещения",
    "Над_чем_работаем": "method",
    "Раздел_программы": "analysis",
    "Форма": "консультация",
    "Срок": "2026-12-20",
    "Ожидаемый_результат,_продукт": "карта наблюдений",
}


async def test_an_activity_is_added_and_the_goal_typed_beside_it_is_saved(editor: Editor) -> None:
    form = form_with(await editor.mentor.read(editor.path), "Добавить")
    form.fields["mode"] = ["mixed"]
    form.fill(Цель="уверенно вести практику", **ACTIVITY)

    answer = await form.send(editor.mentor.http)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{editor.path}#activities")
    card = await editor.card()
    assert card.plan.goal == "уверенно вести практику"
    assert [one.title for one in card.activities] == ["Три взаимных посещения"]


async def test_saving_adds_the_activity_that_was_typed(editor: Editor) -> None:
    form = form_with(await editor.mentor.read(editor.path), "Сохранить")
    form.fields["mode"] = ["mixed"]
    form.fill(Цель="уверенно вести практику", **ACTIVITY)

    assert (await form.send(editor.mentor.http)).status_code == 303

    assert [one.title for one in (await editor.card()).activities] == ["Три взаимных посещения"]


async def test_a_wrong_activity_is_answered_beside_its_fields_and_everything_typed_stands(editor: Editor) -> None:
    form = form_with(await editor.mentor.read(editor.path), "Добавить")
    form.fields["mode"] = ["mixed"]
    form.fill(Цель="уверенно вести практику", **ACTIVITY | {"Срок": "20.12.2031", "Форма": ""})

    answer = await form.send(editor.mentor.http)

    assert answer.status_code == 422
    again = form_with(answer.text, "Добавить")
    assert 'id="WriteProgram-activity-form-error"' in answer.text
    assert again.fields["goal"] == ["уверенно вести практику"]
    assert again.fields["activity.title"] == ["Три взаимных посещения"]
    assert (await editor.card()).plan.goal == ""


async def test_an_empty_activity_is_asked_for_and_the_text_beside_it_stands(editor: Editor) -> None:
    form = form_with(await editor.mentor.read(editor.path), "Добавить")
    form.fields["mode"] = ["mixed"]
    form.fill(Цель="уверенно вести практику")

    answer = await form.send(editor.mentor.http)

    assert answer.status_code == 422
    assert 'id="WriteProgram-activity-title-error"' in answer.text
    assert form_with(answer.text, "Добавить").fields["goal"] == ["уверенно вести практику"]


async def test_sending_saves_what_was_typed_or_keeps_it_on_the_page(editor: Editor) -> None:
    form = form_with(await editor.mentor.read(editor.path), "Отправить на утверждение")
    form.fields["mode"] = ["mixed"]
    form.fill(Цель="уверенно вести практику", **ACTIVITY)
    unready = await form.send(editor.mentor.http)
    assert unready.status_code == 409
    assert "Программа ещё не готова" in unready.text
    assert form_with(unready.text, "Сохранить").fields["goal"] == ["уверенно вести практику"]

    form = form_with(unready.text, "Отправить на утверждение")
    form.fields["difficulties"] = ["method"]
    sent = await form.send(editor.mentor.http)

    assert (sent.status_code, sent.headers["location"]) == (303, f"/programs/{editor.program_id}")
    card = await editor.card()
    assert (card.stage, card.plan.goal, len(card.activities)) == ("sent", "уверенно вести практику", 1)
