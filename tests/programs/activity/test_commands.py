"""Results and marks on a real database."""

import pytest

from services.programs.work.activity.commands import MarkActivity, ReportResult, mark_activity, report_result
from services.programs.work.program import queries
from services.programs.work.program.refusals import OnlyTheMentor
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import college
from tests.programs.program.test_commands import started
from tests.programs.scene import ERMOLIN, SHUBINA


async def test_results_move_the_difficulty_and_only_the_mentor_marks(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        one = (await queries.program(tx, program_id)).activities[0]
        scene.teacher(tx, SHUBINA)
        await report_result(tx, ReportResult(program_id=program_id, activity_id=one.id, product="сценарий"))
        wish = MarkActivity(program_id=program_id, activity_id=one.id, mark="done", level_now="low")
        with pytest.raises(OnlyTheMentor):
            await mark_activity(tx, wish)
        scene.teacher(tx, ERMOLIN)
        await mark_activity(tx, wish)

        card = await queries.program(tx, program_id)
        moved = next(row for row in card.difficulties if row.domain == one.domain)
        assert (moved.percent, moved.now_word, card.done) == (100, "низкое", 1)
