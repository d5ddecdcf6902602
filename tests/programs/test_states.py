"""Each declared transition, run through the appliers: the state changes exactly as the table declares."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec

from services.programs.college.act import states as of_act
from services.programs.college.act import store as acts
from services.programs.college.act.model import ActDiscarded, ActDrafted, Draft
from services.programs.pairing.pair import events as pairing
from services.programs.pairing.pair import states as of_pair
from services.programs.pairing.pair import store as pairs
from services.programs.work.program import events as working
from services.programs.work.program import states as of_program
from services.programs.work.program import store as programs
from shared.contracts.programs import PairEnded, PairStarted, ProgramCompleted, ProgramStarted, SystemIntroduced
from shared.db import Tx
from shared.event import Event
from tests.conftest import FreshContour
from tests.programs.college import college

DAY = date(2026, 11, 24)
MENTOR, MENTEE, OTHER = (uuid4() for _ in range(3))
Edge = tuple[str, str, str]
Play = Sequence[Callable[[UUID], Event]]
READ = {
    pairs: "select stage from pair where id = $1",
    programs: "select stage from program where id = $1",
    acts: "select state from act where id = $1",
}


async def played(tx: Tx, store: Any, plays: Sequence[Play]) -> set[Edge]:
    """Play each list of events on a thing of its own; return what moved, with the event that did."""
    moved: set[Edge] = set()
    for play in plays:
        thing = uuid4()
        for make in play:
            event = make(thing)
            before = await tx.connection.fetchval(READ[store], thing)
            await store.apply(tx, event)
            after = await tx.connection.fetchval(READ[store], thing)
            if before != after:
                moved.add((before or "", type(event).__name__, after))
        await tx.run("delete from bond")
    return moved


def proposed(*mentees: UUID, regime: Any = "351.8") -> Callable[[UUID], Event]:
    terms = pairing.Terms(
        mentor_id=MENTOR, mentee_ids=mentees or (MENTEE,), form="teacher-teacher", kinds=("traditional",),
        topic="урок", regime=regime, regime_ground="устав",
    )  # fmt: skip
    return lambda id: pairing.PairProposed(pair_id=id, terms=terms, edition="altai-2023", proposed_on=DAY)


def gives(person: UUID) -> Callable[[UUID], Event]:
    role: Any = "mentor" if person == MENTOR else "mentee"
    return lambda id: pairing.ConsentGiven(
        pair_id=id, person_id=person, role=role, wording="да", wording_hash="x", given_on=DAY
    )


def declines(person: UUID) -> Callable[[UUID], Event]:
    return lambda id: pairing.ConsentDeclined(pair_id=id, person_id=person, reason="нет", declined_on=DAY)


def withdraws(person: UUID) -> Callable[[UUID], Event]:
    return lambda id: pairing.ConsentWithdrawn(pair_id=id, person_id=person, reason="нет", withdrawn_on=DAY)


def papers(id: UUID) -> Event:
    return pairing.AddendumRecorded(
        pair_id=id, person_id=MENTOR, number="1", signed_on=DAY, content="-", work_form="-", starts_on=DAY, ends_on=DAY,
        pay_kind="percent", pay_amount=Decimal(10), pay_terms="", contract_number="1", contract_date=DAY,
        authority="устава",
    )  # fmt: skip


def starts(id: UUID) -> Event:
    return PairStarted(
        pair_id=id, mentor_id=MENTOR, mentee_ids=(MENTEE,), form="teacher-teacher", kinds=("traditional",),
        order_number="1", started_on=DAY,
    )  # fmt: skip


def notice(id: UUID) -> Event:
    return pairing.NoticeGiven(
        pair_id=id, side="mentor", person_id=MENTOR, reason="-", received_on=DAY, effective_on=DAY
    )


def recalls(id: UUID) -> Event:
    return pairing.NoticeRecalled(pair_id=id)


def ends(reason: str) -> Callable[[UUID], Event]:
    return lambda id: PairEnded(pair_id=id, ended_on=DAY, reason=reason)


def taken_back(id: UUID) -> Event:
    return pairing.ProposalWithdrawn(pair_id=id, reason="-", withdrawn_on=DAY)


BOTH = (gives(MENTOR), gives(MENTEE))
FREE = proposed(regime="permanent_function")
PAIRS: Sequence[Play] = [
    [proposed(), *BOTH, papers, starts, notice, recalls, ends("completed")],
    [proposed(), papers, *BOTH, starts, notice, ends("refusal")],
    [proposed(), papers, *BOTH, starts, notice, ends("completed")],
    [proposed(), papers, *BOTH, starts, ends("refusal")],
    [proposed(), declines(MENTEE), gives(MENTEE), gives(MENTOR), withdraws(MENTOR), gives(MENTOR), taken_back],
    [FREE, declines(MENTEE), gives(MENTOR), gives(MENTEE), withdraws(MENTEE), taken_back],
    [FREE, *BOTH, taken_back],
    [proposed(), gives(MENTOR), withdraws(MENTOR)],
    [proposed(), taken_back],
    [proposed(MENTEE, OTHER), gives(MENTOR), gives(MENTEE), declines(OTHER), gives(OTHER)],
]


async def test_pairs_move_exactly_as_their_table_says(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        assert await played(tx, pairs, PAIRS) == of_pair.STATES.edges()


PLAN = working.Plan(starts_on=DAY, ends_on=date(2027, 5, 31))


def drafted(id: UUID) -> Event:
    return working.ProgramDrafted(
        program_id=id, pair_id=uuid4(), mentor_id=MENTOR, mentee_id=MENTEE, edition="altai-2023", plan=PLAN, by=MENTEE
    )


def sent(id: UUID) -> Event:
    return working.ProgramSent(program_id=id, sent_on=DAY)


def returned(id: UUID) -> Event:
    return working.ProgramReturned(program_id=id, comment="-")


def started(id: UUID) -> Event:
    return ProgramStarted(
        program_id=id,
        pair_id=uuid4(),
        mentee_id=uuid4(),
        starts_on=DAY,
        ends_on=DAY,
        edition="altai-2023",
        domains=(),
        activities=0,
    )


def completed(id: UUID) -> Event:
    return ProgramCompleted(program_id=id, completed_on=DAY, outcomes=(), activities_done=0, activities=0)


def stopped(id: UUID) -> Event:
    return working.ProgramStopped(program_id=id, stopped_on=DAY)


PROGRAMS: Sequence[Play] = [
    [drafted, sent, returned, sent, started, completed],
    [drafted, stopped],
    [drafted, sent, stopped],
    [drafted, sent, returned, stopped],
    [drafted, sent, started, stopped],
]


async def test_programs_move_exactly_as_their_table_says(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        assert await played(tx, programs, PROGRAMS) == of_program.STATES.edges()


def act_drafted(id: UUID) -> Event:
    return ActDrafted(act_id=id, draft=Draft(curator_id=MENTOR, curator_named="-", starts_on=DAY, stages=()))


def introduced(id: UUID) -> Event:
    return SystemIntroduced(act_id=id, number="1", signed_on=DAY, curator_id=MENTOR)


async def test_orders_move_exactly_as_their_table_says(fresh_contour: FreshContour) -> None:
    async with college(fresh_contour) as tx:
        moved = await played(tx, acts, [[act_drafted, lambda id: ActDiscarded(act_id=id)]])
        first, second = uuid4(), uuid4()
        for id in (first, second):
            before = {row["id"]: row["state"] for row in await tx.connection.fetch("select id, state from act")}
            await acts.apply(tx, act_drafted(id))
            drawn = {row["id"]: row["state"] for row in await tx.connection.fetch("select id, state from act")}
            event = msgspec.structs.replace(introduced(id), number=str(id)[:8])
            await acts.apply(tx, event)
            after = {row["id"]: row["state"] for row in await tx.connection.fetch("select id, state from act")}
            moved |= {(before.get(one, ""), "ActDrafted", drawn[one]) for one in drawn if before.get(one) != drawn[one]}
            moved |= {(drawn[one], "SystemIntroduced", after[one]) for one in after if drawn[one] != after[one]}
        assert moved == of_act.STATES.edges()
