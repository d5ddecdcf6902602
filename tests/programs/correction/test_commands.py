"""Corrections on a real database: proposed, approved as a version, or returned."""

from datetime import date

import pytest

from services.programs.work.correction import commands
from services.programs.work.correction.commands import ApproveCorrection, ExtendProgram, MoveActivity, ReturnCorrection
from services.programs.work.correction.refusals import Decided
from services.programs.work.program import queries
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import college
from tests.programs.program.test_commands import started


async def test_a_correction_waits_for_the_curator_and_becomes_a_version(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        one = (await queries.program(tx, program_id)).activities[0]
        moved = await commands.move_activity(
            tx,
            MoveActivity(program_id=program_id, activity_id=one.id, due=date(2027, 2, 10), reason="командировка"),
        )
        longer = await commands.extend_program(
            tx, ExtendProgram(program_id=program_id, ends_on=date(2027, 11, 23), reason="болезнь")
        )
        scene.curator(tx)
        assert [row.what.split(" ")[0] for row in (await queries.program(tx, program_id)).corrections] == [
            "Перенести",
            "Закончить",
        ]
        await commands.approve_correction(tx, ApproveCorrection(program_id=program_id, correction_id=moved))
        await commands.return_correction(
            tx, ReturnCorrection(program_id=program_id, correction_id=longer, comment="рано")
        )

        card = await queries.program(tx, program_id)
        assert (card.version, card.plan.ends_on) == (5, date(2027, 5, 31))
        assert date(2027, 2, 10) in [row.due for row in card.activities]
        assert [one.reason for one in await queries.versions(tx, program_id)] == ["командировка", "утверждена"]
        assert [(row.state, row.comment) for row in card.corrections] == [("approved", ""), ("returned", "рано")]
        assert card.rules().corrections == ()
        for decided in (moved, longer):
            with pytest.raises(Decided):
                await commands.approve_correction(tx, ApproveCorrection(program_id=program_id, correction_id=decided))
