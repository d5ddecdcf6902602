"""The tables of states: whose turn it is in each, and that every event which moves a thing is in its table."""

import inspect
import re

import pytest

from deploy.docs import SERVICE_NAMES, _service
from shared.actor import Role
from shared.event import Event
from shared.service import Subject
from shared.states import States

KINDS = {kind.name: kind for name in SERVICE_NAMES for kind in _service(name).queue.kinds}
FOUND = [(name, subject) for name in SERVICE_NAMES for subject in _service(name).subjects if subject.states is not None]
# What an applier writes when it moves a thing.
MOVES = re.compile(
    r"_stand\(|set stage = '|insert into (program|pair|act|route)\b|update act set state = '"
    r"|open_step = |withdrawn_on = (\$3|null)"
)


def table(subject: Subject) -> States:
    assert subject.states is not None
    return subject.states


@pytest.fixture(params=[subject for _, subject in FOUND], ids=[f"{name}-{subject.name}" for name, subject in FOUND])
def subject(request: pytest.FixtureRequest) -> Subject:
    found: Subject = request.param
    return found


def test_pairs_programs_orders_and_routes_have_a_table() -> None:
    assert {subject.name for _, subject in FOUND} >= {"pair", "program", "act", "route"}


def test_every_state_has_one_owner_and_their_task_unless_it_is_final(subject: Subject) -> None:
    for state in table(subject).states:
        assert bool(state.owner) != state.final, state.code
        assert bool(state.task) != state.final, state.code


def test_a_task_waits_for_whose_turn_it_is(subject: Subject) -> None:
    for state in table(subject).states:
        if state.task:
            kind = KINDS[state.task]
            person = not isinstance(state.owner, Role) or kind.person != "null"
            assert person == (kind.person != "null"), state.code
            assert not isinstance(state.owner, Role) or state.owner in kind.roles, state.code


def test_transitions_join_states_of_the_table_and_every_state_is_reached(subject: Subject) -> None:
    states = table(subject)
    codes = {state.code for state in states.states}
    assert {code for edge in states.edges() for code in (edge[0], edge[2]) if code} == codes
    assert {to for _, _, to in states.edges()} == codes


def test_every_event_that_moves_a_thing_is_in_its_table(subject: Subject) -> None:
    assert subject.apply is not None
    moving: set[type[Event]] = {
        event for event, write in subject.apply.writes.items() if MOVES.search(inspect.getsource(write))
    }
    assert {one.event for one in table(subject).transitions} == moving
