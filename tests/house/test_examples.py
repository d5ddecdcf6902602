"""The demo has an example of every state that a thing can have, and nobody there speaks in another's words."""

from collections import Counter

import msgspec

from deploy.demo.journeys import JOURNEYS
from deploy.demo.people import CASTS
from deploy.demo.words import OWN
from services.programs.college.act.states import STATES as OF_ACT
from services.programs.pairing.pair import queries as pairs
from services.programs.pairing.pair.states import STATES as OF_PAIR
from services.programs.work.program import queries as programs
from services.programs.work.program.states import STATES as OF_PROGRAM
from services.routes.route.route.model import STEPS, entered
from services.routes.route.route.states import STATES as OF_ROUTE
from shared.actor import Role, system
from shared.states import States
from tests.house.lived import Lived

COLLEGES = ("btlh", "bgpk")


def codes(states: States) -> set[str]:
    return {state.code for state in states.states}


async def test_every_state_of_docs_states_has_an_example(year: Lived) -> None:
    found: dict[str, set[str]] = {"act": set(), "pair": set(), "program": set()}
    for college in COLLEGES:
        (running,) = year.contours[college].services
        reader = msgspec.structs.replace(system("test", college), roles=frozenset({Role.HEAD, Role.CURATOR}))
        async with running.transaction(reader) as tx:
            found["act"] |= {row["state"] for row in await tx.connection.fetch("select state from act")}
            found["pair"] |= {one.stage for one in await pairs.pairs(tx)}
            found["program"] |= {one.stage for one in await programs.programs(tx)}
    assert found == {"act": codes(OF_ACT), "pair": codes(OF_PAIR), "program": codes(OF_PROGRAM)}


async def test_a_route_stands_at_each_step_one_is_finished_and_one_withdrawn(year: Lived) -> None:
    routes = next(one for one in year.contours["region"].services if one.service.name == "routes")
    async with routes.transaction(system("test")) as tx:
        rows = await tx.connection.fetch(
            """select withdrawn_on, array_agg(number) filter (where number is not null) as done
               from route left join step on route_id = id group by id"""
        )
    found: set[str] = set()
    for row in rows:
        done = frozenset(row["done"] or ())
        # Steps 5 and 6 are side by side and completed together: who is at the one is at the other.
        standing = {str(step) for step in entered(done)} or {"finished"}
        found |= {"withdrawn"} if row["withdrawn_on"] else standing
    assert found == codes(OF_ROUTE)
    assert len(STEPS) == 7


def test_nobody_in_the_demo_speaks_in_the_words_of_another() -> None:
    texts: Counter[str] = Counter()
    for own in OWN.values():
        texts.update([own.request, own.can, *(one.words for one in own.hard), own.goal, own.tasks, own.conclusion])
        texts.update([*(deed.title for deed in own.deeds), *(deed.product for deed in own.deeds)])
        texts.update(text for talk in own.talks for text in talk)
    for journey in JOURNEYS:
        texts.update([journey.request, journey.image, *journey.attitudes, *(title for title, _ in journey.plan)])
    assert [text for text, times in texts.items() if text and times > 1] == []


def test_men_and_women_are_on_both_sides_of_a_pair() -> None:
    people = {one.surname: one.patronymic for cast in CASTS.values() for one in cast.staff}
    for side in ("mentor", "mentees"):
        named = [name for cast in CASTS.values() for bond in cast.bonds for name in
                 ([bond.mentor] if side == "mentor" else bond.mentees)]  # fmt: skip
        assert {people[name].endswith("на") for name in named} == {True, False}, side
