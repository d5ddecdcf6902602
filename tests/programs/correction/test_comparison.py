"""Two versions of a program are compared line by line, and what changed is marked."""

from datetime import date

from msgspec.structs import replace

from services.programs.work.correction import commands
from services.programs.work.correction.commands import ApproveCorrection, MoveActivity
from services.programs.work.correction.comparison import compare
from services.programs.work.correction.pages import Compared, show_comparison
from services.programs.work.program import queries
from shared.contracts.regulation import first_edition
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import college
from tests.programs.program.test_commands import started


async def test_every_line_that_differs_is_marked_and_no_other(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        plan = (await queries.program(tx, await started(tx))).plan
    first, *others = plan.activities
    moved = replace(first, due=date(2027, 2, 10))
    added = replace(first, id=scene.ACT, title="Открытое занятие")
    removed = others[0] if others else None
    kept = tuple(one for one in others if one is not removed)

    found = compare(plan, replace(plan, ends_on=date(2027, 6, 30), activities=(moved, added, *kept)), first_edition())

    assert [(line.title, line.state) for line in found.plan if line.state != "same"] == [("Заканчивается", "changed")]
    states = {line.title: line.state for line in found.activities if line.title != first.title}
    assert states["Открытое занятие"] == "added"
    assert [line.state for line in found.activities if line.title == first.title].count("changed") == 1
    if removed:
        assert states[removed.title] == "removed"
    assert compare(plan, plan, first_edition()).changed == 0


async def test_what_is_proposed_is_compared_with_the_version_in_force_and_later_with_the_one_before(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        one = (await queries.program(tx, program_id)).activities[0]
        moved = await commands.move_activity(
            tx, MoveActivity(program_id=program_id, activity_id=one.id, due=date(2027, 2, 10), reason="командировка")
        )
        scene.curator(tx)
        proposed = (await show_comparison(tx, program_id)).context
        assert proposed["deciding"] == str(moved)
        assert proposed["comparison"].changed == 1
        assert "командировка" in proposed["reason"]

        await commands.approve_correction(tx, ApproveCorrection(program_id=program_id, correction_id=moved))
        kept = (await show_comparison(tx, program_id)).context
        assert (kept["before"], kept["after"], kept["deciding"]) == ("Редакция 1", "Редакция 2", "")
        assert "10.02.2027" in next(line.after for line in kept["comparison"].activities if line.state == "changed")
        strange = (await show_comparison(tx, program_id, Compared(before="9", after="дом"))).context
        assert strange["chosen"] == kept["chosen"]


async def test_one_version_alone_is_compared_with_nothing(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)

        view = await show_comparison(tx, program_id)

        assert len(view.context["versions"]) == 1
        assert view.context["proposals"] == []
