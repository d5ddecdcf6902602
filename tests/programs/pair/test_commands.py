"""Pairs on a real database: from the proposal to the order and to the end."""

from datetime import timedelta

import pytest

from services.programs.college.person import store as people
from services.programs.college.person.model import PersonDismissed
from services.programs.pairing.pair import commands, lists, papers, queries, refusals
from services.programs.pairing.pair.clock import end_those_leaving
from services.programs.pairing.pair.commands import (
    Decline,
    GiveConsent,
    GiveNotice,
    RecallNotice,
    Remind,
    WithdrawConsent,
)
from services.programs.pairing.pair.lists import PairFilter
from services.programs.pairing.pair.steps import next_step
from services.programs.pairing.pair.tasks import TASKS
from shared.actor import Role, system
from shared.consent import TextChanged
from shared.contracts.programs import PairEnded, PairStarted
from shared.tasks import waits
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import by, college, events
from tests.programs.scene import ERMOLIN, GUSHCHIN, LAPTEVA, SHUBINA, TODAY, VERSHININA


async def test_a_pair_goes_the_whole_way_and_the_region_hears_that_it_began(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        pair_id = await scene.working(tx)

        card = await queries.pair(tx, pair_id)
        assert (card.stage, card.title) == ("active", "Ермолин\xa0Г.\xa0А. → Шубина\xa0Л.\xa0В.")
        assert card.order_number == "118-л"
        told = [event for event, _ in tx.told if isinstance(event, PairStarted)]
        assert told == [
            PairStarted(
                pair_id=pair_id,
                mentor_id=ERMOLIN,
                mentee_ids=(SHUBINA,),
                form="teacher-teacher",
                kinds=("traditional",),
                order_number="118-л",
                started_on=TODAY,
            )
        ]
        assert (await events(tx))[-10:] == [
            "pair_proposed",
            "pair_consent_given",
            "paper_signed",
            "pair_consent_given",
            "paper_signed",
            "pair_addendum_recorded.v2",
            "paper_signed",
            "pairing_order_signed",
            "pair_started",
            "paper_signed",
        ]


async def test_the_head_cannot_sign_for_a_pair_without_papers(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        pair_id = await scene.proposed(tx)
        await scene.consent(tx, pair_id, ERMOLIN)

        with pytest.raises(refusals.PairIncomplete) as refused:
            await scene.sign(tx, pair_id)

        said = refused.value.message
        assert "согласия наставляемого (Шубина" in said
        assert "дополнительного соглашения к трудовому договору (Ермолин" in said
        assert "ст. 351.8 ТК РФ" in said
        assert "приказа о внедрении системы наставничества — Положение, п. 4.1.1" in said
        assert "согласия наставника" not in said


async def test_the_text_that_was_consented_to_is_kept_word_for_word(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        pair_id = await scene.proposed(tx)
        await scene.consent(tx, pair_id, ERMOLIN)

        text = await queries.consented_wording(tx, pair_id, ERMOLIN)
        assert text.startswith("Я, Ермолин Геннадий Аркадьевич, преподаватель")
        assert "в отношении: Шубиной Ларисы Викторовны, преподавателя" in text
        assert "ст. 351.8 Трудового кодекса РФ" in text
        scene.teacher(tx, SHUBINA)
        with pytest.raises(TextChanged):
            await commands.give_consent(tx, GiveConsent(pair_id=pair_id, seen="0" * 64))


async def test_a_stranger_sees_no_pair_and_cannot_answer(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        pair_id = await scene.proposed(tx)
        scene.teacher(tx, GUSHCHIN)

        assert await queries.pairs(tx) == []
        with pytest.raises(refusals.PairUnknown):
            await queries.pair(tx, pair_id)
        with pytest.raises(refusals.PairUnknown):
            await commands.decline(tx, Decline(pair_id=pair_id, reason="нет"))


async def test_the_same_two_are_not_paired_twice_until_the_first_pair_is_over(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        pair_id = await scene.proposed(tx)
        with pytest.raises(refusals.AlreadyPaired):
            await scene.proposed(tx)

        await commands.withdraw_proposal(tx, commands.WithdrawProposal(pair_id=pair_id, reason="ошибка"))
        assert await scene.proposed(tx) != pair_id


async def test_silence_becomes_a_task_of_the_curator_and_a_reminder_reaches_the_silent(
    fresh_contour: FreshContour,
) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        pair_id = await scene.proposed(tx, mentor_id=GUSHCHIN, mentee_ids=(SHUBINA,))
        tx.now += timedelta(days=9)
        titles = [task.title for task in await waits(tx, TASKS)]
        assert "Гущин\xa0П.\xa0Р. не отвечает 9\xa0дней" in titles

        await commands.remind(tx, Remind(pair_id=pair_id, person_id=GUSHCHIN))
        scene.teacher(tx, GUSHCHIN)
        waiting = await waits(tx, TASKS)
        assert [task.action for task in waiting] == ["Прочитать и ответить"]
        assert "Куратор просит ответить" in waiting[0].why


async def test_the_step_says_in_one_sentence_who_is_waited_for(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        pair_id = await scene.proposed(tx)
        actor = tx.actor

        async def said() -> str:
            return next_step(await queries.pair(tx, pair_id), actor, introduced=True).text.replace("\xa0", " ")

        voluntary = "Участие добровольное, торопить нельзя — можно напомнить."
        assert await said() == f"Ждём ответа: Ермолин Г. А., Шубина Л. В. {voluntary}"

        tx.now += timedelta(days=9)
        assert await said() == f"Ермолин Г. А. не отвечает 9 дней; Шубина Л. В. не отвечает 9 дней. {voluntary}"

        await scene.consent(tx, pair_id, ERMOLIN)
        assert await said() == f"Шубина Л. В. не отвечает 9 дней. {voluntary}"


async def test_a_refusal_with_its_reason_reaches_the_curator(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        pair_id = await scene.proposed(tx)
        scene.teacher(tx, ERMOLIN)
        await commands.decline(tx, Decline(pair_id=pair_id, reason="большая нагрузка"))

        scene.curator(tx)
        card = await queries.pair(tx, pair_id)
        assert (card.stage, card.mentor.reason) == ("declined", "большая нагрузка")
        assert any(task.state == "late" and "большая нагрузка" in task.why for task in await waits(tx, TASKS))


async def test_a_consent_withdrawn_before_the_order_stops_the_order(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        pair_id = await scene.ready(tx)
        scene.teacher(tx, SHUBINA)
        await commands.withdraw_consent(tx, WithdrawConsent(pair_id=pair_id, reason="передумала"))

        with pytest.raises(refusals.PairIncomplete, match="Шубина"):
            await scene.sign(tx, pair_id)


async def test_an_addendum_keeps_content_term_form_and_pay(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        pair_id = await scene.ready(tx)
        scene.curator(tx)

        kept = (await queries.pair(tx, pair_id)).addenda[0]
        assert (kept.number, str(kept.pay_amount), kept.pay_kind) == ("14", "10.5", "percent")
        assert kept.ends_on.isoformat() == "2027-05-31"


async def test_one_order_fixes_two_pairs_and_its_number_is_not_used_twice(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        first = await scene.ready(tx)
        second = await scene.proposed(
            tx, mentor_id=VERSHININA, mentee_ids=(LAPTEVA, GUSHCHIN), kinds=("group",), form="head-teacher"
        )
        await scene.consent(tx, second, VERSHININA, LAPTEVA, GUSHCHIN)
        by(tx, Role.HR)
        await commands.record_addendum(tx, scene.addendum(second, VERSHININA))

        order_id = await scene.sign(tx, first, second)

        order = await queries.order(tx, order_id)
        assert set(order.pair_ids) == {first, second}
        assert await queries.roles_of(tx, GUSHCHIN) == {Role.MENTEE}
        assert await queries.roles_of(tx, VERSHININA) == {Role.MENTOR}
        third = await scene.proposed(tx, mentor_id=GUSHCHIN, mentee_ids=(SHUBINA,))
        await scene.consent(tx, third, GUSHCHIN, SHUBINA)
        by(tx, Role.HR)
        await commands.record_addendum(tx, scene.addendum(third, GUSHCHIN))
        with pytest.raises(refusals.NumberTaken):
            await scene.sign(tx, third)


async def test_a_notice_ends_the_pair_by_itself_on_its_day(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        pair_id = await scene.working(tx)
        scene.teacher(tx, ERMOLIN)
        last_day = await commands.give_notice(tx, GiveNotice(pair_id=pair_id, reason="нагрузка"))
        assert last_day.isoformat() == "2026-11-27"

        tx.actor = system("clock")
        assert await end_those_leaving(tx) == 0
        tx.now += timedelta(days=3)
        assert await end_those_leaving(tx) == 0, "the last day is worked whole"
        tx.now += timedelta(days=1)
        assert await end_those_leaving(tx) == 1
        assert await end_those_leaving(tx) == 0
        ended = [event for event, _ in tx.told if isinstance(event, PairEnded)]
        assert [(one.ended_on, one.reason) for one in ended] == [(last_day, "mentor-left")]
        assert (await queries.pair(tx, pair_id)).stage == "ended"


async def test_a_notice_is_recalled_by_whoever_gave_it(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        pair_id = await scene.working(tx)
        scene.head(tx)
        await commands.give_notice(tx, GiveNotice(pair_id=pair_id, reason="сокращение"))
        scene.teacher(tx, SHUBINA)
        with pytest.raises(refusals.NothingToRecall):
            await commands.recall_notice(tx, RecallNotice(pair_id=pair_id))
        scene.head(tx)
        await commands.recall_notice(tx, RecallNotice(pair_id=pair_id))

        assert (await queries.pair(tx, pair_id)).stage == "active"


async def test_the_list_shows_what_is_asked_for(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.working(tx)
        await scene.proposed(tx, mentor_id=VERSHININA, mentee_ids=(LAPTEVA,))

        assert [card.stage for card in await queries.pairs(tx)] == ["answers", "active"]
        assert [card.stage for card in await lists.pairs(tx, PairFilter(state="running"))] == ["active"]
        assert await queries.mentees_in_pairs(tx) == {SHUBINA, LAPTEVA}
        assert (await queries.loads(tx))[ERMOLIN] == 1


async def test_the_head_is_asked_to_sign_what_is_ready(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        await scene.ready(tx)
        scene.head(tx)

        assert [task.action for task in await waits(tx, TASKS)] == ["Подписать приказ"]


async def test_a_dismissed_participant_becomes_a_task_of_the_curator(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        pair_id = await scene.working(tx)
        await people.record(tx, PersonDismissed(person_id=ERMOLIN, dismissed_on=TODAY))
        scene.curator(tx)
        assert [task.pill for task in await waits(tx, TASKS)] == ["уволен"]

        await commands.dismiss_pair(tx, commands.DismissPair(pair_id=pair_id, ended_on=TODAY))
        assert (await queries.pair(tx, pair_id)).end_word == "увольнение или перевод"
        assert await waits(tx, TASKS) == []


async def test_the_pay_of_a_mentor_is_not_shown_to_the_mentee_or_the_council(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        pair_id = await scene.working(tx)
        seen = {}
        for who, role, person_id in (
            ("mentee", Role.TEACHER, SHUBINA),
            ("council", Role.COUNCIL, GUSHCHIN),
            ("mentor", Role.TEACHER, ERMOLIN),
            ("hr", Role.HR, None),
        ):
            by(tx, role, person_id=person_id)
            card = await queries.pair(tx, pair_id)
            seen[who] = card.addenda[0].pay_amount is not None
            if not seen[who]:
                with pytest.raises(refusals.PairUnknown):
                    await papers.addendum(tx, pair_id, ERMOLIN)
        assert seen == {"mentee": False, "council": False, "mentor": True, "hr": True}
