"""The message of a refusal is its docstring, filled with the facts; a ready message is shown as it is."""

import pytest

from shared.actor import NOBODY, Actor, system
from shared.errors import Conflict, Invalid, Refused, SeveralWrong, gathering
from shared.web import forms
from shared.web.body import faults_of


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


def wrong_thrice() -> None:
    with gathering() as each:
        with each:
            raise TooLate(day="1 мая", field="ends_on")
        with each:
            raise Invalid("Такого номера нет.", field="number")
        with each:
            raise Invalid("И ещё раз о том же.", field="ends_on")


def wrong_as(*refusals: Refused) -> None:
    with gathering() as each:
        for refusal in refusals:
            with each:
                raise refusal


def test_a_rule_tells_everything_that_is_wrong_with_a_form_at_once_each_field_once() -> None:
    with pytest.raises(SeveralWrong) as refused:
        wrong_thrice()

    form = forms.refused(forms.Form(), refused.value)
    assert form.errors == {"ends_on": "Поздно: было можно до 1 мая.", "number": "Такого номера нет."}
    assert [fault.field for fault in faults_of(refused.value)] == ["ends_on", "number"]
    assert (refused.value.status, refused.value.field) == (422, "ends_on")


def test_one_refusal_stays_itself_and_one_of_no_field_is_raised_at_once() -> None:
    with pytest.raises(TooLate):
        wrong_as(TooLate(day="1 мая", field="ends_on"))
    with pytest.raises(Conflict):
        wrong_as(Invalid("Такого номера нет.", field="number"), Conflict())
    wrong_as()
