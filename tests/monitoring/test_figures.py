"""The figures that facts lead to, on real PostgreSQL, in a transaction that is rolled back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from services.monitoring.app import SERVICE
from services.monitoring.fact.fact.store import apply
from services.monitoring.figure.indicator import cards, model, pages, queries
from services.monitoring.figure.indicator.queries import FigureFilter
from shared import db
from shared.actor import EVERYTHING, Actor, Role, system
from shared.contracts import programs, registry, routes
from shared.db import Origin, Tx
from shared.event import Told
from tests.conftest import FreshContour

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
ANA, BOB, EVA, IRA = (UUID(int=number) for number in range(1, 5))


@asynccontextmanager
async def region(fresh_contour: FreshContour, actor: Actor) -> AsyncIterator[Tx]:
    config = await fresh_contour("region", "region")
    pool = await db.open_pool(config.logins["monitoring"], SERVICE.name)
    async with db.transaction(pool, now=NOON, actor=actor, organization="region") as tx:
        yield tx
    await pool.close()


async def tell(tx: Tx, organization: str, *events: Told) -> None:
    for seq, event in enumerate(events, start=1):
        await tx.act_for(organization, Origin(f"programs.{organization}", 1, seq, NOON))
        await apply(tx, event)


def enrolled(slug: str, municipality: str) -> registry.OrganizationEnrolled:
    return registry.OrganizationEnrolled(
        organization=slug, name=slug.upper(), full_name=slug, municipality=municipality, time_zone="Asia/Barnaul",
        public_key="",
    )  # fmt: skip


def story(pair: UUID, program: UUID) -> list[Told]:
    september = date(2026, 9, 1)
    return [
        programs.StaffCounted(as_of=september, teachers=26, novices=5, under_35=8),
        programs.NeedMarked(person_id=ANA, reason="novice", marked_on=september),
        programs.NeedMarked(person_id=BOB, reason="novice", marked_on=september),
        programs.PairStarted(
            pair_id=pair, mentor_id=EVA, mentee_ids=(ANA,), form="teacher-teacher", kinds=("traditional",),
            order_number="118-л", started_on=date(2026, 9, 7),
        ),
        programs.ProgramStarted(
            program_id=program, pair_id=pair, mentee_id=ANA, starts_on=date(2026, 9, 10), ends_on=date(2027, 5, 31),
            edition="altai-2023", domains=("method",), activities=4,
        ),
        programs.MeetingHeld(program_id=program, held_on=date(2026, 9, 15), form="online"),
    ]  # fmt: skip


async def test_figures_count_people_and_things_of_each_organization(fresh_contour: FreshContour) -> None:
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"), enrolled("bgpk", "Барнаул"))
        await tell(tx, "btlh", *story(uuid4(), uuid4()))

        rows = {row.organization: row for row in await queries.figures(tx, date(2026, 11, 24))}

    biysk, barnaul = rows["btlh"], rows["bgpk"]
    assert (biysk.teachers, biysk.needing, biysk.needing_with_pair) == (26, 2, 1)
    assert (biysk.pairs, biysk.mentors, biysk.mentees, biysk.involved) == (1, 1, 1, 2)
    assert (biysk.programs, biysk.program_mentees, biysk.completed, biysk.meetings) == (1, 1, 0, 1)
    assert model.coverage(biysk) == 50
    assert barnaul.needing == 0
    assert model.coverage(barnaul) is None


async def test_a_day_before_a_fact_does_not_know_it(fresh_contour: FreshContour) -> None:
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"))
        await tell(tx, "btlh", *story(uuid4(), uuid4()))
        await tx.run("update organization set enrolled_at = '2026-01-01'")

        [before] = await queries.figures(tx, date(2026, 9, 5))
        [after] = await queries.figures(tx, date(2026, 9, 12))

    assert (before.needing, before.pairs, before.programs) == (2, 0, 0)
    assert (after.pairs, after.programs) == (1, 1)


async def test_two_organizations_may_use_the_same_ids_without_meeting(fresh_contour: FreshContour) -> None:
    pair, program = uuid4(), uuid4()
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"), enrolled("bgpk", "Барнаул"))
        await tell(tx, "btlh", *story(pair, program))
        await tell(tx, "bgpk", *story(pair, program))
        await tell(tx, "bgpk", programs.PairEnded(pair_id=pair, ended_on=date(2026, 10, 1), reason="dismissed"))

        rows = {row.organization: row for row in await queries.figures(tx, date(2026, 11, 24))}

    assert rows["btlh"].pairs == 1
    assert rows["bgpk"].pairs == 0


async def test_a_corrected_program_is_late_only_after_its_new_last_day(fresh_contour: FreshContour) -> None:
    pair, program = uuid4(), uuid4()
    corrected = programs.ProgramCorrected(program_id=program, version=2, ends_on=date(2027, 8, 31), activities=5)
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"))
        await tell(tx, "btlh", *story(pair, program))
        [late] = await queries.figures(tx, date(2027, 6, 15))
        await tell(tx, "btlh", corrected)
        [in_time] = await queries.figures(tx, date(2027, 6, 15))

    assert (late.overdue, in_time.overdue) == (1, 0)


async def test_a_program_whose_pair_ended_no_longer_runs(fresh_contour: FreshContour) -> None:
    pair, program = uuid4(), uuid4()
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"))
        await tell(tx, "btlh", *story(pair, program))
        await tell(tx, "btlh", programs.PairEnded(pair_id=pair, ended_on=date(2026, 10, 1), reason="mentor-left"))
        [row] = await queries.figures(tx, date(2026, 11, 24))

    assert (row.pairs, row.programs, row.program_mentees) == (0, 0, 0)


async def test_a_completed_program_is_a_success_and_stays_one(fresh_contour: FreshContour) -> None:
    pair, program = uuid4(), uuid4()
    completed = programs.ProgramCompleted(
        program_id=program, completed_on=date(2027, 5, 20), outcomes=(), activities_done=4, activities=4
    )
    ended = programs.PairEnded(pair_id=pair, ended_on=date(2027, 5, 20), reason="completed")
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"))
        await tell(tx, "btlh", *story(pair, program), completed, ended)
        [after] = await queries.figures(tx, date(2027, 6, 1))
        await tell(tx, "btlh", programs.NeedLifted(person_id=ANA, reason="completed", lifted_on=date(2027, 6, 2)))
        await tell(tx, "btlh", programs.NeedMarked(person_id=ANA, reason="novice", marked_on=date(2027, 9, 1)))
        [anew] = await queries.figures(tx, date(2027, 9, 2))

    assert (after.pairs, after.needing, after.needing_with_pair) == (0, 2, 1)
    assert [stage.people for stage in model.path(after)] == [2, 1, 1, 1]
    assert (anew.needing, anew.needing_with_pair) == (2, 0), "a new mark asks for a new mentor"


async def test_a_program_of_a_group_counts_the_mentee_it_names(fresh_contour: FreshContour) -> None:
    pair, september = uuid4(), date(2026, 9, 1)
    group: list[Told] = [
        *(programs.NeedMarked(person_id=one, reason="novice", marked_on=september) for one in (ANA, BOB, IRA)),
        programs.PairStarted(
            pair_id=pair, mentor_id=EVA, mentee_ids=(ANA, BOB, IRA), form="teacher-teacher", kinds=("group",),
            order_number="118-л", started_on=september,
        ),
    ]  # fmt: skip
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"))
        await tell(tx, "btlh", *group, begun(pair, ANA))
        [named] = await queries.figures(tx, date(2026, 12, 1))
        await tell(tx, "btlh", begun(pair, None))
        [unnamed] = await queries.figures(tx, date(2026, 12, 1))

    assert (named.programs, named.program_mentees, named.needing_with_program) == (1, 1, 1)
    assert (unnamed.programs, unnamed.program_mentees) == (2, 3), "told before it named its mentee: the whole group's"


def begun(pair: UUID, mentee: UUID | None) -> programs.ProgramStarted:
    return programs.ProgramStarted(
        program_id=uuid4(), pair_id=pair, mentee_id=mentee, starts_on=date(2026, 9, 10), ends_on=date(2027, 5, 31),
        edition="altai-2023", domains=("method",), activities=4,
    )  # fmt: skip


async def test_an_actor_sees_only_the_organizations_of_their_scope(fresh_contour: FreshContour) -> None:
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"), enrolled("bgpk", "Барнаул"))
        for scope, seen in (("btlh", ["btlh"]), ("", []), ("bgpk,btlh", ["bgpk", "btlh"])):
            await tx.run("select set_config('app.organizations', $1, true)", scope)
            assert sorted(row.organization for row in await queries.figures(tx, date(2026, 11, 24))) == seen


async def test_a_finished_route_is_no_longer_counted(fresh_contour: FreshContour) -> None:
    route = uuid4()
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"))
        opened = routes.RouteOpened(
            organization="btlh", route_id=route, person_id=ANA, opened_on=date(2022, 9, 1), ends_on=date(2026, 9, 1)
        )
        last = routes.StepCompleted(
            organization="btlh", route_id=route, person_id=ANA, step=7, next_step=0, completed_on=date(2026, 11, 20)
        )
        await tell(tx, "region", opened)
        assert [row.routes for row in await queries.figures(tx, date(2026, 11, 24))] == [1]
        await tell(tx, "region", last)
        assert [row.routes for row in await queries.figures(tx, date(2026, 11, 24))] == [0]


def figures(name: str, place: str, needing: int, with_pair: int) -> model.Figures:
    counted = dict.fromkeys(model.COUNTED, 0) | {"needing": needing, "needing_with_pair": with_pair}
    return model.Figures(organization=name, name=name, municipality=place, **counted)


def test_a_share_of_several_is_computed_from_sums_and_never_averaged() -> None:
    rows = [figures("a", "Бийск", 9, 9), figures("b", "Бийск", 1, 0), figures("c", "Барнаул", 0, 0)]

    barnaul, biysk = model.by_municipality(rows)

    assert model.coverage(biysk) == 90
    assert model.coverage(barnaul) is None


async def test_the_home_of_an_official_says_how_the_region_stands(fresh_contour: FreshContour) -> None:
    official = Actor(id="ministry", roles=frozenset({Role.OFFICIAL}), organizations=EVERYTHING)
    async with region(fresh_contour, official) as tx:
        [nothing] = await cards.glances(tx)
        await tell(tx, "region", enrolled("btlh", "Бийск"), enrolled("bgpk", "Барнаул"))
        await tell(tx, "btlh", *story(uuid4(), uuid4()))
        wanting, card = await cards.glances(tx)
    async with region(fresh_contour, Actor(id="tutor", roles=frozenset({Role.TUTOR}), organizations=EVERYTHING)) as tx:
        assert await cards.glances(tx) == []

    assert "не подключён ни один колледж" in nothing.lines[0]
    (running,) = card.lines
    assert running.replace("\N{NO-BREAK SPACE}", " ") == "1 программа идёт, 1 пара или группа."
    assert wanting.lines[-1] == "Данные отстают: BGPK, BTLH."
    assert card.meter == (1, 2, "Охвачен 1 из 2\N{NO-BREAK SPACE}педагогов, которым нужен наставник")


async def test_a_coordinator_of_one_municipality_sees_its_figures_and_its_completeness(
    fresh_contour: FreshContour,
) -> None:
    coordinator = Actor(id="account:1", roles=frozenset({Role.MUNICIPAL}), organizations="btlh,blk")
    async with region(fresh_contour, coordinator) as tx:
        await tell_everybody(tx)
        shown = await queries.shown(tx, queries.NOW)
        wanting, now = await cards.glances(tx)
        view = await pages.show_region(tx, queries.NOW)
        elsewhere = await queries.shown(tx, FigureFilter(municipality="город Барнаул"))

    assert (shown.place, [row.organization for row in shown.rows]) == ("город Бийск", ["blk", "btlh"])
    assert [state.organization for state in shown.states] == ["blk", "btlh"]
    assert (elsewhere.rows, elsewhere.states) == ([], [])
    assert (now.title, view.title) == ("Бийск сейчас", "Бийск сейчас")
    assert view.context["known"] == "Данные пока не полны ни по одной организации из 2."
    assert wanting.title == "Требует внимания"
    assert "1\N{NO-BREAK SPACE}педагогу нужен наставник, но пары нет (отмечено 2)." in wanting.lines


async def tell_everybody(tx: Tx) -> None:
    """Two organizations of Biysk and one of Barnaul, told as the platform; then the actor's own scope holds again."""
    scope = tx.actor.organizations
    await tx.run("select set_config('app.organizations', '*', true)")
    enrolments = (enrolled("btlh", "город Бийск"), enrolled("blk", "город Бийск"), enrolled("bgpk", "город Барнаул"))
    await tell(tx, "region", *enrolments)
    await tell(tx, "btlh", *story(uuid4(), uuid4()))
    await tx.run("select set_config('app.organizations', $1, true)", scope)


async def test_coverage_over_time_is_the_figure_of_each_day(fresh_contour: FreshContour) -> None:
    async with region(fresh_contour, system("test")) as tx:
        await tell(tx, "region", enrolled("btlh", "Бийск"), enrolled("bgpk", "Барнаул"))
        await tx.run("update organization set enrolled_at = '2020-01-01'")
        await tell(tx, "btlh", *story(uuid4(), uuid4()))
        days = model.months(date(2026, 11, 24))
        course = await queries.course(tx, days)
        other = await queries.course(tx, days, "Барнаул")
        whole = [model.together(await queries.figures(tx, day), name="") for day in days]

    assert days[-2:] == [date(2026, 10, 31), date(2026, 11, 24)]
    assert [(one.on, one.needing, one.covered) for one in course] == [
        (day, figures.needing, figures.needing_with_pair) for day, figures in zip(days, whole, strict=True)
    ]
    assert course[0].share is None, "before anybody was marked nothing is known"
    assert all(one.needing == 0 for one in other)
