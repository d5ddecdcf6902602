"""A mentee's assessment is checked as a whole before it is saved; no answer is lost on the way back."""

from collections.abc import AsyncGenerator

import pytest

from services.programs.pairing.need import queries
from shared.actor import system
from shared.contracts.regulation import first_edition
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.visit import OpenCollege, Visitor, open_college

ANSWERS = {
    "request": "Держать темп урока",
    "rows.2.words": "не успеваю",
    **{f"rows.{place}.domain": entry.code for place, entry in enumerate(first_edition().entries("domains"))},
    **{f"rows.{place}.difficulty": "medium" for place in range(9)},
    **{f"rows.{place}.strength": "low" for place in range(9)},
}


@pytest.fixture
async def college(fresh_contour: FreshContour) -> AsyncGenerator[OpenCollege]:
    async with open_college(fresh_contour) as opened:
        async with opened.running.transaction(system("test")) as tx:
            await scene.staffed(tx)
        yield opened


@pytest.fixture
async def mentee(college: OpenCollege) -> Visitor:
    return await college.enter(person_id=scene.SHUBINA)


async def kept(college: OpenCollege) -> int:
    async with college.running.transaction(system("test")) as tx:
        return len(await queries.history(tx, scene.SHUBINA))


async def test_the_check_shows_every_answer_and_who_reads_it_and_saves_nothing(
    college: OpenCollege, mentee: Visitor
) -> None:
    check = (await mentee.send("/assessments/checks", page="/difficulties", **ANSWERS)).text

    assert check.count("Изменить") == 10
    assert "Держать темп урока" in check
    assert "Ваши слова по областям видите только вы" in check
    assert 'name="rows.8.strength" value="low"' in check
    assert await kept(college) == 0


async def test_an_answer_is_changed_with_the_others_kept(college: OpenCollege, mentee: Visitor) -> None:
    form = (await mentee.send("/assessments/drafts", page="/difficulties", **ANSWERS)).text

    assert form.count(" checked>") == 18
    assert "не успеваю" in form
    assert await kept(college) == 0


async def test_a_missing_level_is_named_beside_its_area_and_all_areas_are_shown(mentee: Visitor) -> None:
    answers = {name: value for name, value in ANSWERS.items() if name != "rows.4.strength"}
    answer = await mentee.send("/assessments/checks", page="/difficulties", **answers)

    assert answer.status_code == 422
    assert 'id="AssessDifficulties-rows-4-strength-error"' in answer.text
    assert 'class="parts whole"' in answer.text


async def test_what_was_checked_is_saved(college: OpenCollege, mentee: Visitor) -> None:
    assert (await mentee.send("/assessments", page="/difficulties", **ANSWERS)).status_code == 303
    assert await kept(college) == 1
