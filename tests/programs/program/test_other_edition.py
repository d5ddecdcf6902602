"""A mentee who assessed under an earlier edition: the program can begin, once they assessed again."""

from datetime import timedelta
from uuid import UUID

from services.programs.pairing.need.commands import AssessDifficulties, assess_difficulties
from services.programs.pairing.need.model import Row
from services.programs.work.program import commands, pages, queries
from services.programs.work.program.commands import DraftProgram
from services.programs.work.program.model import Assessed
from services.programs.work.program.tasks import TASKS
from shared.db import Tx
from shared.tasks import waits
from tests.conftest import FreshContour
from tests.editions import FIRST, NEW_WORDS, other_words
from tests.programs import scene
from tests.programs.college import college
from tests.programs.organization.test_earlier_words import publish
from tests.programs.program.test_commands import writing
from tests.programs.scene import ERMOLIN, SHUBINA, TODAY

AGAIN = "Оценить свои затруднения заново"


async def asked_again(tx: Tx, person_id: UUID) -> bool:
    scene.teacher(tx, person_id)
    return AGAIN in [task.title for task in await waits(tx, TASKS)]


async def offered(tx: Tx, program_id: UUID, person_id: UUID = ERMOLIN) -> tuple[bool, list[str]]:
    """Return whether the draft says that the assessment is outdated, and the difficulties that may be chosen."""
    scene.teacher(tx, person_id)
    context = (await pages.show_edit(tx, program_id)).context
    return context["outdated"], [code for code, *_ in context["difficulties"]]


async def assess_anew(tx: Tx) -> None:
    scene.teacher(tx, SHUBINA)
    tx.now += timedelta(minutes=1)
    rows = tuple(
        Row(domain=code, difficulty="critical" if code == "speech" else "none", strength="critical")
        for code in NEW_WORDS["domains"]
    )
    await assess_difficulties(tx, AssessDifficulties(rows=rows))


def test_an_assessment_is_outdated_when_the_edition_knows_none_of_its_difficulties() -> None:
    other = other_words(TODAY)

    assert Assessed({"method": "high", "law": "none"}, ()).outdated(other)
    assert not Assessed({"method": "high"}, ()).outdated(FIRST)
    assert not Assessed({"method": "high", "speech": "slight"}, ()).outdated(other)
    assert Assessed({"speech": "high"}, ()).outdated(other)
    assert not Assessed({"method": "none"}, ()).outdated(other)


async def test_a_mentee_is_asked_to_assess_again_and_the_mentor_reads_why(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        pair_id = await scene.working(tx)
        assert not await asked_again(tx, SHUBINA)
        await publish(tx, other_words(TODAY))
        assert await asked_again(tx, SHUBINA)
        assert not await asked_again(tx, ERMOLIN)

        program_id = await commands.draft_program(tx, DraftProgram(pair_id=pair_id, mentee_id=SHUBINA))
        assert await offered(tx, program_id) == (True, [])
        assert await asked_again(tx, SHUBINA)

        await assess_anew(tx)
        assert not await asked_again(tx, SHUBINA)
        assert await offered(tx, program_id) == (False, ["speech"])
        await commands.write_program(tx, writing(program_id, 1, difficulties=("speech",), strengths=("tools",)))
        assert [one.title for one in (await queries.program(tx, program_id)).difficulties] == ["речь и голос"]


async def test_a_draft_is_written_under_its_own_edition_until_the_mentee_assesses_again(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        pair_id = await scene.working(tx)
        scene.teacher(tx, ERMOLIN)
        program_id = await commands.draft_program(tx, DraftProgram(pair_id=pair_id, mentee_id=SHUBINA))
        await publish(tx, other_words(TODAY))

        assert not await asked_again(tx, SHUBINA)
        assert await offered(tx, program_id) == (False, ["method", "subject"])

        await assess_anew(tx)
        assert await offered(tx, program_id) == (False, ["speech"])
        scene.teacher(tx, ERMOLIN)
        await commands.write_program(tx, writing(program_id, 1, difficulties=("speech",), strengths=("order",)))
        card = await queries.program(tx, program_id)
        assert [(one.title, one.level_word) for one in card.difficulties] == [("речь и голос", "критическая трудность")]
