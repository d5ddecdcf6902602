"""Programs on a real database: written by two, approved, completed or stopped."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from services.programs.app import SERVICE
from services.programs.pairing.pair import queries as pairs
from services.programs.pairing.pair.clock import end_those_leaving
from services.programs.pairing.pair.commands import GiveNotice, give_notice, record_addendum
from services.programs.work.activity.commands import MarkActivity, ReportResult, mark_activity, report_result
from services.programs.work.program import commands, queries
from services.programs.work.program import refusals as no
from services.programs.work.program.commands import (
    AddActivity,
    After,
    ApproveProgram,
    ChangeActivity,
    CompleteProgram,
    DraftProgram,
    DropActivity,
    ReturnProgram,
    SendProgram,
    WriteProgram,
)
from shared import ids
from shared.actor import Role, system
from shared.contracts.programs import PairEnded, ProgramCompleted, ProgramStarted
from shared.db import Tx
from shared.journal import sealed
from shared.sync import returned
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import HOME, by, college, events, settled
from tests.programs.scene import ERMOLIN, GUSHCHIN, SHUBINA, TODAY


async def drafted(tx: Tx) -> UUID:
    pair_id = await scene.working(tx)
    scene.teacher(tx, SHUBINA)
    return await commands.draft_program(tx, DraftProgram(pair_id=pair_id, mentee_id=SHUBINA))


def writing(program_id: UUID, version: int, **changes: object) -> WriteProgram:
    said: dict[str, object] = {
        "starts_on": TODAY,
        "ends_on": date(2027, 5, 31),
        "mode": "mixed",
        "goal": "уверенно вести практические занятия",
        "difficulties": ("method", "subject"),
        "strengths": ("digital",),
    }
    return WriteProgram(program_id=program_id, version=version, **(said | changes))  # type: ignore[arg-type]  # as above


def activity(program_id: UUID, version: int, domain: str, due: date = date(2026, 12, 20)) -> AddActivity:
    return AddActivity(
        program_id=program_id,
        version=version,
        direction="analysis",
        domain=domain,
        title=f"Занятие: {domain}",
        form="консультация",
        due=due,
        product="разработка",
    )


async def written(tx: Tx) -> UUID:
    """A whole draft, version 4."""
    program_id = await drafted(tx)
    scene.teacher(tx, ERMOLIN)
    version = await commands.write_program(tx, writing(program_id, 1))
    for domain in ("method", "subject"):
        await commands.add_activity(tx, activity(program_id, version, domain))
        version += 1
    return program_id


async def started(tx: Tx) -> UUID:
    program_id = await written(tx)
    await commands.send_program(tx, SendProgram(program_id=program_id, version=4))
    scene.head(tx)
    await commands.approve_program(tx, ApproveProgram(program_id=program_id, version=4))
    scene.teacher(tx, ERMOLIN)
    return program_id


async def test_a_draft_begins_with_the_assessment_and_there_is_one_at_a_time(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await drafted(tx)

        card = await queries.program(tx, program_id)
        assert [(one.domain, one.level_word) for one in card.difficulties] == [
            ("method", "высокое"),
            ("subject", "среднее"),
        ]
        assert (card.stage, card.editor, card.strengths) == (
            "draft",
            "Шубина\xa0Л.\xa0В.",
            ("цифровизация образования",),
        )
        with pytest.raises(no.ProgramExists):
            await commands.draft_program(tx, DraftProgram(pair_id=card.pair_id, mentee_id=SHUBINA))


async def test_a_lost_update_is_refused_with_who_wrote_and_when_here(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await drafted(tx)
        scene.teacher(tx, ERMOLIN)
        await commands.write_program(tx, writing(program_id, 1))

        scene.teacher(tx, SHUBINA)
        with pytest.raises(no.ProgramChanged) as refused:
            await commands.write_program(tx, writing(program_id, 1, goal="моя цель"))
        assert "Ермолин\xa0Г.\xa0А., 24.11 в 12:00" in refused.value.message


async def test_activities_are_added_changed_and_dropped(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await written(tx)
        card = await queries.program(tx, program_id)
        one = card.activities[0]
        await commands.change_activity(
            tx,
            ChangeActivity(
                program_id=program_id,
                version=4,
                activity_id=one.id,
                direction="growth",
                domain="method",
                title="Открытое занятие",
                form="открытое занятие",
                due=date(2027, 3, 1),
                product="сценарий",
            ),
        )
        await commands.drop_activity(
            tx, DropActivity(program_id=program_id, version=5, activity_id=card.activities[1].id)
        )

        left = (await queries.program(tx, program_id)).activities
        assert [(row.title, row.due) for row in left] == [("Открытое занятие", date(2027, 3, 1))]


async def test_the_head_approves_and_returns_only_what_was_on_the_screen(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await written(tx)
        await commands.send_program(tx, SendProgram(program_id=program_id, version=4))
        scene.head(tx)
        await commands.return_program(tx, ReturnProgram(program_id=program_id, version=4, comment="уточните"))
        scene.teacher(tx, SHUBINA)
        assert await commands.write_program(tx, writing(program_id, 4)) == 5
        await commands.send_program(tx, SendProgram(program_id=program_id, version=5))
        scene.head(tx)
        with pytest.raises(no.ProgramUnread, match="программу изменили"):
            await commands.approve_program(tx, ApproveProgram(program_id=program_id, version=4))
        with pytest.raises(no.ProgramUnread):
            await commands.return_program(tx, ReturnProgram(program_id=program_id, version=4, comment="опять"))
        await commands.approve_program(tx, ApproveProgram(program_id=program_id, version=5))
        assert (await queries.program(tx, program_id)).stage == "started"


async def test_the_head_returns_and_approves_and_nothing_is_lost(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await written(tx)
        await commands.send_program(tx, SendProgram(program_id=program_id, version=4))
        scene.head(tx)
        await commands.return_program(tx, ReturnProgram(program_id=program_id, version=4, comment="уточните продукт"))
        card = await queries.program(tx, program_id)
        assert (card.stage, card.comment, len(card.activities)) == ("returned", "уточните продукт", 2)

        scene.teacher(tx, SHUBINA)
        await commands.send_program(tx, SendProgram(program_id=program_id, version=4))
        scene.head(tx)
        await commands.approve_program(tx, ApproveProgram(program_id=program_id, version=4))

        card = await queries.program(tx, program_id)
        assert (card.stage, card.approved_on, card.edition) == ("started", TODAY, "altai-2023")
        told = [event for event, _ in tx.told if isinstance(event, ProgramStarted)]
        assert [(one.domains, one.activities) for one in told] == [(("method", "subject"), 2)]
        assert [one.reason for one in await queries.versions(tx, program_id)] == ["утверждена"]


async def test_a_program_of_thirteen_months_is_refused_beside_its_field(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await drafted(tx)
        with pytest.raises(no.TooLong) as refused:
            await commands.write_program(tx, writing(program_id, 1, ends_on=date(2027, 11, 30)))
        assert refused.value.field == "ends_on"


async def test_completing_the_program_completes_the_pair_and_both_are_told(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        tx.now += timedelta(days=180)
        for row in (await queries.program(tx, program_id)).activities:
            await report_result(tx, ReportResult(program_id=program_id, activity_id=row.id, product="есть"))
            await mark_activity(tx, MarkActivity(program_id=program_id, activity_id=row.id, mark="done"))
        outcomes = (After(domain="method", after="low"), After(domain="subject", after="none"))
        await commands.complete_program(
            tx, CompleteProgram(program_id=program_id, outcomes=outcomes, conclusion="справилась")
        )

        card = await queries.program(tx, program_id)
        assert (card.stage, [one.now for one in card.difficulties]) == ("completed", ["low", "none"])
        assert (await pairs.pair(tx, card.pair_id)).stage == "completed"
        completed = next(event for event, _ in tx.told if isinstance(event, ProgramCompleted))
        assert (completed.activities_done, completed.outcomes[0].before) == (2, "high")
        assert [event.reason for event, _ in tx.told if isinstance(event, PairEnded)] == ["completed"]
        assert (await events(tx))[-4:] == ["program_concluded", "program_completed", "paper_signed", "pair_ended"]


async def test_a_program_stops_when_its_pair_has_ended(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        card = await queries.program(tx, program_id)
        await give_notice(tx, GiveNotice(pair_id=card.pair_id, reason="нагрузка"))
        await settled(tx)
        tx.actor = system("clock")
        assert (await queries.program(tx, program_id)).stage == "started"
        tx.now += timedelta(days=4)
        await end_those_leaving(tx)

        await settled(tx)
        assert (await queries.program(tx, program_id)).stage == "stopped"
        assert (await events(tx))[-2:] == ["pair_ended", "program_stopped"]


async def test_a_program_stops_when_the_end_of_its_pair_comes_back_after_a_restored_database(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        ended = PairEnded(pair_id=(await queries.program(tx, program_id)).pair_id, ended_on=TODAY, reason="dismissed")

        await returned.again(tx, SERVICE, sealed(ended, id=ids.new(tx.now), home=HOME, at=tx.now))

        assert (await queries.program(tx, program_id)).stage == "stopped"


async def test_a_stranger_sees_no_program(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        program_id = await started(tx)
        scene.teacher(tx, GUSHCHIN)

        assert await queries.programs(tx) == []
        with pytest.raises(no.ProgramUnknown):
            await queries.program(tx, program_id)


async def test_a_group_is_completed_with_the_last_of_its_programs(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        pair_id = await scene.proposed(tx, mentee_ids=(SHUBINA, GUSHCHIN), kinds=("group",))
        await scene.consent(tx, pair_id, ERMOLIN, SHUBINA, GUSHCHIN)
        by(tx, Role.HR)
        await record_addendum(tx, scene.addendum(pair_id))
        await scene.sign(tx, pair_id)
        programs = []
        for mentee_id in (SHUBINA, GUSHCHIN):
            await scene.assessed(tx, mentee_id)
            scene.teacher(tx, mentee_id)
            program_id = await commands.draft_program(tx, DraftProgram(pair_id=pair_id, mentee_id=mentee_id))
            version = await commands.write_program(tx, writing(program_id, 1))
            for domain in ("method", "subject"):
                await commands.add_activity(tx, activity(program_id, version, domain))
                version += 1
            await commands.send_program(tx, SendProgram(program_id=program_id, version=version))
            scene.head(tx)
            await commands.approve_program(tx, ApproveProgram(program_id=program_id, version=version))
            programs.append(program_id)

        scene.teacher(tx, SHUBINA)
        assert [card.id for card in await queries.programs(tx)] == programs[:1]
        stages = []
        for program_id in programs:
            scene.teacher(tx, ERMOLIN)
            outcomes = (After(domain="method", after="low"), After(domain="subject", after="low"))
            await commands.complete_program(
                tx,
                CompleteProgram(program_id=program_id, outcomes=outcomes, conclusion="да", reason="досрочно"),
            )
            stages.append((await pairs.pair(tx, pair_id)).stage)
        assert stages == ["active", "completed"]
