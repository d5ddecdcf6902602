"""When a pair may end."""

from datetime import date

import pytest

from services.programs.pairing.pair import ending
from services.programs.pairing.pair import refusals as no
from services.programs.pairing.pair.events import NoticeGiven
from services.programs.pairing.pair.model import Notice, Pair
from tests.programs.pair.given import EDITION, ERMOLIN, GUSHCHIN, SHUBINA, TODAY, ready, working


def notice(pair: Pair, today: date = TODAY, wished: date | None = None) -> NoticeGiven:
    return ending.give_notice(
        pair, side="mentor", person_id=ERMOLIN, reason="нагрузка", wished=wished, edition=EDITION, today=today
    )


def test_a_notice_takes_effect_three_working_days_later() -> None:
    assert notice(working()).effective_on == date(2026, 11, 27)


def test_a_notice_before_the_new_year_takes_effect_after_it() -> None:
    assert notice(working(), today=date(2025, 12, 30)).effective_on == date(2026, 1, 14)


def test_an_earlier_day_is_refused_with_the_first_day_that_is_possible() -> None:
    with pytest.raises(no.NoticeTooShort) as refused:
        notice(working(), wished=date(2026, 11, 26))

    assert refused.value.field == "effective_on"
    assert "3 рабочих дня (ст. 351.8 ТК РФ): раньше 27\N{NO-BREAK SPACE}ноября 2026" in refused.value.message


def test_a_later_day_is_taken() -> None:
    assert notice(working(), wished=date(2026, 12, 31)).effective_on == date(2026, 12, 31)


def test_a_notice_is_given_once_and_only_in_a_pair_that_works() -> None:
    under_way = Notice("employer", None, "сокращение", TODAY, date(2026, 11, 27))
    with pytest.raises(no.NoticeUnderWay, match="27"):
        notice(working(notice=under_way))
    with pytest.raises(no.NotActive):
        notice(ready())


def test_a_stranger_gives_no_notice() -> None:
    with pytest.raises(no.PairUnknown):
        ending.give_notice(
            working(), side="mentor", person_id=GUSHCHIN, reason="-", wished=None, edition=EDITION, today=TODAY
        )


def test_only_whoever_gave_a_notice_recalls_it() -> None:
    leaving = working(notice=Notice("mentee", SHUBINA, "переезд", TODAY, date(2026, 11, 27)))

    assert ending.recall_notice(leaving, side="mentee", person_id=SHUBINA).pair_id == leaving.id
    with pytest.raises(no.NothingToRecall):
        ending.recall_notice(leaving, side="mentor", person_id=ERMOLIN)


def test_a_pair_ends_by_itself_on_the_effective_day_and_says_whose_refusal_it_was() -> None:
    leaving = working(notice=Notice("mentor", ERMOLIN, "нагрузка", TODAY, date(2026, 11, 27)))

    assert ending.end_by_notice(leaving, today=date(2026, 11, 26)) is None
    ended = ending.end_by_notice(leaving, today=date(2026, 11, 29))
    assert ended is not None
    assert (ended.ended_on, ended.reason) == (date(2026, 11, 27), "mentor-left")


def test_a_dismissal_ends_a_pair_at_once() -> None:
    assert ending.dismiss(working(), ended_on=TODAY, today=TODAY).reason == "dismissed"
    with pytest.raises(no.EndAhead):
        ending.dismiss(working(), ended_on=date(2026, 11, 25), today=TODAY)
    with pytest.raises(no.EndBeforeStart):
        ending.dismiss(working(), ended_on=date(2026, 8, 25), today=TODAY)


def test_only_a_working_pair_completes() -> None:
    assert ending.complete(working(), today=TODAY).reason == "completed"
    with pytest.raises(no.NotActive):
        ending.complete(ready(), today=TODAY)
