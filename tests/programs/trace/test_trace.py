"""What left about a person: everything of theirs, nothing of others, in words, with its ground."""

from datetime import date
from uuid import UUID, uuid4

import msgspec
import pytest

from services.programs.home.trace import model, queries
from services.programs.home.trace.queries import Trace
from services.programs.outside.publication import commands as cards
from services.programs.outside.publication import queries as card_views
from shared import words
from shared.actor import system
from shared.contracts import programs
from shared.contracts.programs import FromCollege, PairStarted, StaffCounted
from shared.contracts.regulation import first_edition
from shared.db import Tx
from shared.event import leaving, newest
from shared.sync import outbox
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import HOME, college
from tests.programs.scene import ERMOLIN, GUSHCHIN, LAPTEVA, SAMOYLOVA, SHUBINA, VERSHININA
from tests.programs.visit import open_college
from tests.sight import chromium as chromium

EDITION = first_edition()
# Counts are about nobody.
TOLD = [one for one in FromCollege.__subclasses__() if newest(one) and one is not StaffCounted]


@pytest.mark.parametrize("told", TOLD)
def test_every_fact_that_leaves_can_be_told_to_whom_it_is_about(told: type[FromCollege]) -> None:
    assert told.happened
    for mark in leaving(told).values():
        assert mark is not None
        assert mark.ground in model.GROUNDS


def test_in_a_group_the_others_stay_without_a_number() -> None:
    mentor, me, other = uuid4(), uuid4(), uuid4()
    told = PairStarted(
        pair_id=uuid4(), mentor_id=mentor, mentee_ids=(other, me), form="teacher-teacher", kinds=("traditional",),
        order_number="118-л", started_on=date(2026, 11, 24),
    )  # fmt: skip
    left = model.explain(told, me, EDITION, words.written)

    assert left.title == "Началась ваша пара: вы наставляемый"
    assert model.explain(told, mentor, EDITION, words.written).title.endswith("вы наставник")
    said = {line.label: line.value for line in left.lines}
    assert said["Наставляемые"] == "номер без имени, вы, под своим номером"
    assert not any(str(person) in line.value for line in left.lines for person in (mentor, other))
    assert not left.named
    assert model.names(told, other)
    assert not model.names(told, uuid4())


def test_a_fact_of_an_earlier_version_is_told_as_the_newest_one() -> None:
    assert model.contract_of("programs.meeting_held.v1") is programs.MeetingHeldV1
    told = model.today(programs.MeetingHeldV1(program_id=uuid4(), held_on=date(2026, 9, 15)))
    assert isinstance(told, programs.MeetingHeld)

    left = model.explain(told, uuid4(), EDITION, words.written)
    online = model.explain(msgspec.structs.replace(told, form="online"), uuid4(), EDITION, words.written)
    assert left.title == online.title == "Прошла встреча по вашей программе"
    assert "Форма" not in [line.label for line in left.lines]
    assert ("Форма", "онлайн") in [(line.label, line.value) for line in online.lines]


def test_a_fact_of_a_forgotten_version_is_still_said_to_have_left() -> None:
    assert model.contract_of("programs.need_marked.v0") is None
    assert "programs.need_marked.v0" in model.unknown("programs.need_marked.v0").title


async def seen_by(tx: Tx, person_id: UUID | None) -> Trace:
    await outbox.number(tx, HOME)
    if person_id is not None:
        scene.teacher(tx, person_id)
    return await queries.own(tx)


def titles(trace: Trace) -> list[str]:
    return [fact.left.title for fact in trace.facts]


async def test_everybody_sees_their_own_facts_and_nobody_elses(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.working(tx)

        assert titles(await seen_by(tx, SHUBINA)) == [
            "Началась ваша пара: вы наставляемый",
            "Вы отмечены: нужен наставник",
        ]
        assert titles(await seen_by(tx, ERMOLIN)) == ["Началась ваша пара: вы наставник"]
        assert titles(await seen_by(tx, VERSHININA)) == ["Вы названы куратором в приказе о наставничестве"]
        for alone in (LAPTEVA, GUSHCHIN):
            assert titles(await seen_by(tx, alone)) == ["Вы отмечены: нужен наставник"]
        for nobody in (SAMOYLOVA, uuid4()):
            assert titles(await seen_by(tx, nobody)) == []


async def test_what_follows_in_a_pair_is_about_both_and_nobody_else(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        pair_id = await scene.working(tx)
        program_id, elsewhere = uuid4(), uuid4()
        for program, pair in ((program_id, pair_id), (elsewhere, uuid4())):
            started = programs.ProgramStarted(
                program_id=program, pair_id=pair, mentee_id=None, starts_on=scene.TODAY, ends_on=date(2027, 5, 31),
                edition="altai-2023", domains=("method",), activities=9,
            )  # fmt: skip
            tx.told.append((started, uuid4()))
            tx.told.append((programs.MeetingHeld(program_id=program, held_on=scene.TODAY, form="online"), uuid4()))

        for person in (SHUBINA, ERMOLIN):
            found = titles(await seen_by(tx, person))
            assert found[:2] == ["Прошла встреча по вашей программе", "Началась ваша программа"]
            assert found.count("Прошла встреча по вашей программе") == 1
        assert titles(await seen_by(tx, GUSHCHIN)) == ["Вы отмечены: нужен наставник"]
        await ended(tx, pair_id)
        assert titles(await seen_by(tx, SHUBINA))[0] == "Ваша пара завершена"


async def ended(tx: Tx, pair_id: UUID) -> None:
    tx.told.append((programs.PairEnded(pair_id=pair_id, ended_on=scene.TODAY, reason="completed"), uuid4()))


async def test_a_name_leaves_only_with_the_consent_that_is_named(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        await scene.working(tx)
        scene.teacher(tx, ERMOLIN)
        await cards.write_card(tx, cards.WriteCard(domains=("method",), about_self="люблю лес", fields=()))
        own = await card_views.own(tx)
        assert own.preview is not None
        await cards.publish_card(tx, cards.PublishCard(seen=own.preview.seen))

        trace = await seen_by(tx, ERMOLIN)
        [card, pair] = trace.facts
        assert (trace.total, trace.named) == (2, 1)
        assert card.left.ground == "ваше согласие на публикацию карточки от 24.11.2026"
        assert card.left.to == "региону: реестр наставников"
        assert card.left.named
        assert not card.received
        assert ("Имя", "Ермолин Геннадий Аркадьевич") in [(line.label, line.value) for line in card.left.lines]
        promised = [line for line in own.preview.lines if line[1] != "не публикуется"]
        assert sorted(promised) == sorted((line.label, line.value) for line in card.left.lines)
        assert pair.left.ground == "без имени, для показателей"
        assert pair.left.to == "региону: мониторинг"

        assert (await seen_by(tx, SHUBINA)).named == 0
        scene.teacher(tx, ERMOLIN)
        await cards.withdraw_card(tx, cards.WithdrawCard())
        assert titles(await seen_by(tx, ERMOLIN))[0] == "Ваша карточка наставника отозвана"


async def test_the_door_shows_each_visitor_only_themselves(fresh_contour: FreshContour) -> None:
    async with open_college(fresh_contour) as college:
        async with college.running.transaction(system("test")) as tx:
            await scene.staffed(tx)
        mentee = await college.enter(person_id=GUSHCHIN)
        page = await mentee.read("/my-trace")
        assert "Ушло фактов: 1" in page
        assert str(GUSHCHIN) in page
        assert str(SHUBINA) not in page
        stranger = await college.enter(person_id=None)
        assert "Вы вошли не как сотрудник" in await stranger.read("/my-trace")
