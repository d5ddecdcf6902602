"""What follows from a fact happens in its transaction: by reactions upward, in order, and never without an end."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

import pytest

from deploy.contours import SERVICES, services_of
from deploy.databases import with_database
from services.programs.app import SERVICE as PROGRAMS
from services.programs.college.person import commands as staff
from services.programs.college.person.commands import AddPerson, DismissPerson
from services.programs.college.person.model import PersonAdded, PersonDismissed
from services.programs.pairing.need.commands import MarkNeed, mark_need
from shared.actor import Role, system
from shared.contracts.registry import OrganizationEnrolled
from shared.db import Origin, Tx
from shared.errors import Conflict
from shared.event import Event
from shared.journal import Apply
from shared.reactions import LINKS, Circle, OncePerRound, Reaction
from shared.rebuild import rebuild_service
from shared.service import Area, Service, Subject, WrongReaction
from shared.sync.hearing import listener
from shared.sync.running import RunningService, start_service
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import HOME
from tests.programs.visit import open_college


class Planted(Event, frozen=True, kw_only=True, tag="programs.trial_planted.v1"):
    """A tree was planted, for a test."""

    about: ClassVar[str] = "tree_id"

    tree_id: UUID


class Grown(Planted, frozen=True, kw_only=True, tag="programs.trial_grown.v1"):
    """A tree grew, for a test."""


class Counted(Planted, frozen=True, kw_only=True, tag="programs.trial_counted.v1"):
    """The trees were counted, for a test."""


class FrostComes(Conflict):
    """Заморозки: сегодня не сажают."""


async def _keep(tx: Tx, event: Event) -> None:
    """Keep nothing: the journal has it."""


def _keeping(*events: type[Event]) -> Apply:
    apply = Apply()
    for event in events:
        apply.on(event)(_keep)
    return apply


planting, growing, counting = _keeping(Planted), _keeping(Grown), _keeping(Counted)


async def grow(tx: Tx, event: Planted) -> None:
    await growing.record(tx, Grown(tree_id=event.tree_id))


async def count(tx: Tx, event: Planted) -> None:
    await counting.record(tx, Counted(tree_id=event.tree_id))


def trial(*subjects: Subject) -> Service:
    return Service("programs", [Area("trial", list(subjects))], Path())


PLANT = Subject("plant", apply=planting)


def grower(reaction: Reaction = grow) -> Subject:
    return Subject("grower", apply=growing, reactions={Planted: reaction})


async def started(fresh_contour: FreshContour, service: Service) -> RunningService:
    return await start_service(await fresh_contour("college", HOME), service)


async def journal(running: RunningService) -> list[tuple[str, str, UUID | None, UUID]]:
    async with running.transaction(system("test")) as tx:
        rows = await tx.connection.fetch("select name, actor, cause, id from journal order by position")
    return [((row["name"] or "heard.heard").split(".")[1], row["actor"], row["cause"], row["id"]) for row in rows]


async def names(running: RunningService) -> list[str]:
    return [name for name, *_ in await journal(running)]


async def test_what_follows_is_recorded_in_order_with_its_cause(fresh_contour: FreshContour) -> None:
    counter = Subject("counter", apply=counting, reactions={Planted: count, Grown: count})
    running = await started(fresh_contour, trial(PLANT, grower(), counter))
    async with running.transaction(system("test")) as tx:
        await planting.record(tx, Planted(tree_id=uuid4()))
    written = await journal(running)
    await running.pool.close()

    assert [name for name, *_ in written] == ["trial_planted", "trial_grown", "trial_counted", "trial_counted"]
    planted, grown, *counted = written
    assert (planted[1], grown[1]) == ("system:test", "system:reaction")
    assert [line[2] for line in (planted, grown, *counted)] == [None, planted[3], planted[3], grown[3]]


async def test_a_refusal_of_a_reaction_rolls_the_whole_wish_back(fresh_contour: FreshContour) -> None:
    async def freeze(tx: Tx, event: Grown) -> None:
        raise FrostComes

    counter = Subject("counter", reactions={Grown: freeze})
    running = await started(fresh_contour, trial(PLANT, grower(), counter))
    with pytest.raises(FrostComes):
        async with running.transaction(system("test")) as tx:
            await planting.record(tx, Planted(tree_id=uuid4()))
    written = await names(running)
    await running.pool.close()

    assert written == []


async def test_a_refusal_of_a_reaction_stands_on_the_form(fresh_contour: FreshContour) -> None:
    async def freeze(tx: Tx, event: PersonAdded) -> None:
        raise FrostComes(field="surname")

    frost = Area("frost", [Subject("frost", reactions={PersonAdded: freeze})])
    service = replace(PROGRAMS, areas=[*PROGRAMS.areas, frost])
    async with open_college(fresh_contour, service=service) as college:
        hr = await college.enter(Role.HR)
        answer = await hr.send("/people", page="/people/new", surname="Чащин", given_name="Лев", posts="методист")
        assert "person_added" not in await names(college.running)

    assert answer.status_code == 409
    assert "Заморозки: сегодня не сажают" in answer.text
    assert "Чащин" in answer.text


async def test_what_a_reaction_to_a_heard_fact_records_has_reactions_too(fresh_contour: FreshContour) -> None:
    async def plant(tx: Tx, event: OrganizationEnrolled) -> None:
        await planting.record(tx, Planted(tree_id=uuid4()))

    gardener = Subject("gardener", apply=planting, reactions={OrganizationEnrolled: plant})
    running = await started(fresh_contour, trial(gardener, grower()))
    card = OrganizationEnrolled(
        organization=HOME, name="БТЛХ", full_name="БТЛХ", municipality="biysk", time_zone="Asia/Barnaul", public_key=""
    )
    async with running.transaction(listener("registry.all"), speaker="region") as tx:
        tx.origin = Origin("registry.all", 1, 1, tx.now)
        await running.service.take_in(tx, card)
        assert [type(event) for event in tx.recorded] == []
    written = await journal(running)
    await running.pool.close()

    assert [name for name, *_ in written] == ["heard", "trial_planted", "trial_grown"]
    assert [line[1] for line in written] == ["stream:registry.all", "stream:registry.all", "system:reaction"]
    assert [line[2] for line in written[1:]] == [written[0][3], written[1][3]]


async def test_a_reaction_to_how_things_stand_is_called_once_for_many_facts(fresh_contour: FreshContour) -> None:
    counter = Subject("counter", apply=counting, reactions={Planted: OncePerRound(count)})
    running = await started(fresh_contour, trial(PLANT, counter))
    trees = [uuid4() for _ in range(40)]
    async with running.transaction(system("test")) as tx:
        await planting.record(tx, *(Planted(tree_id=tree) for tree in trees))
    written = await journal(running)
    await running.pool.close()

    assert [name for name, *_ in written] == ["trial_planted"] * 40 + ["trial_counted"]
    assert written[-1][2] == written[-2][3]


async def test_many_facts_are_no_circle_and_a_circle_is_named(fresh_contour: FreshContour) -> None:
    async def plant(tx: Tx, event: Grown) -> None:
        await planting.record(tx, Planted(tree_id=event.tree_id))

    circle = Subject("circle", reactions={Grown: plant})
    running = await started(fresh_contour, trial(PLANT, grower()))
    async with running.transaction(system("test")) as tx:
        await planting.record(tx, *(Planted(tree_id=uuid4()) for _ in range(LINKS * 3)))
    assert len(await names(running)) == LINKS * 6

    round_and_round = RunningService(trial(PLANT, grower(), circle), running.config, running.pool)
    with pytest.raises(Circle, match=r"^programs.trial_planted.v1 → programs.trial_grown.v1 → programs.trial_planted"):
        async with round_and_round.transaction(system("test")) as tx:
            await planting.record(tx, Planted(tree_id=uuid4()))
    assert len(await names(running)) == LINKS * 6
    await running.pool.close()


@pytest.mark.parametrize(
    ("subjects", "what"),
    [
        (lambda: (grower(), PLANT), "grower reacts to programs.trial_planted.v1 of plant, which is not before it"),
        (lambda: (Subject("plant", apply=planting, reactions={Planted: grow}),), "plant reacts to .* of plant"),
        (lambda: (grower(),), "which no subject of programs records"),
    ],
    ids=["of a later subject", "of itself", "of nobody"],
)
def test_a_service_refuses_a_reaction_that_goes_down(subjects: Callable[[], tuple[Subject, ...]], what: str) -> None:
    with pytest.raises(WrongReaction, match=what):
        trial(*subjects())


def test_a_fact_of_another_service_may_be_kept_and_reacted_to_by_the_same_subject() -> None:
    heard = _keeping(OrganizationEnrolled)

    assert trial(Subject("heard", apply=heard, reactions={OrganizationEnrolled: grow})).subjects


def test_the_services_of_every_contour_stand_in_order() -> None:
    own = [
        (service.name, subject.name, event)
        for kind in SERVICES
        for service in services_of(kind)
        for subject in service.subjects
        for event in subject.reactions
    ]

    assert ("programs", "need", PersonDismissed) in own


async def test_a_rebuild_calls_no_reaction(fresh_contour: FreshContour, postgres: str) -> None:
    async with open_college(fresh_contour) as college:
        async with college.running.transaction(system("test")) as tx:
            await scene.staffed(tx)
            person_id = await staff.add_person(tx, AddPerson(surname="Чащин", given_name="Лев", posts="преподаватель"))
            await mark_need(tx, MarkNeed(person_id=person_id, reason="novice"))
            await staff.dismiss_person(tx, DismissPerson(person_id=person_id, dismissed_on=tx.today))
        written = await names(college.running)
        assert "need_lifted" in written
        database = college.running.config.logins["programs"].rpartition("/")[2]
        rebuilt = await rebuild_service(with_database(postgres, database), PROGRAMS, HOME)

        assert rebuilt.differing == []
        assert await names(college.running) == written
