"""The message of a refusal is its docstring, filled with the facts; a ready message is shown as it is."""

from shared.actor import NOBODY, Actor, system
from shared.errors import Invalid


class TooLate(Invalid):
    """Поздно: было можно до {day}."""


def test_the_docstring_is_filled_with_facts_and_a_fact_may_hold_a_brace() -> None:
    assert TooLate(day="{1 мая}").message == "Поздно: было можно до {1 мая}."


def test_a_ready_message_may_hold_a_brace() -> None:
    refused = TooLate('Ждали }, пришло {"a": 1}', field="body", day="1 мая")

    assert (refused.message, str(refused), refused.field) == (('Ждали }, пришло {"a": 1}',) * 2 + ("body",))


def test_the_platform_itself_is_told_apart_from_people_and_streams() -> None:
    people_and_streams = (Actor(id="account:1"), Actor(id="stream:programs.btlh"))

    assert all(one.system for one in (NOBODY, system("clock")))
    assert not any(one.system for one in people_and_streams)
