"""When a pair may end."""

from datetime import date

import msgspec
import pytest

from services.programs.pairing.pair import ending
from services.programs.pairing.pair import refusals as no
from services.programs.pairing.pair.events import NoticeGiven, Regime, Side
from services.programs.pairing.pair.model import Notice, Pair, exit_rule
from shared.calendar import FIVE, SIX, Calendar
from shared.contracts.regulation import Edition, Term
from tests.programs.pair.given import EDITION, ERMOLIN, GUSHCHIN, SHUBINA, TODAY, ready, working


def notice(
    pair: Pair,
    today: date = TODAY,
    wished: date | None = None,
    *,
    side: Side = "mentor",
    edition: Edition = EDITION,
    calendar: Calendar = FIVE,
) -> NoticeGiven:
    person_id = {"mentor": ERMOLIN, "mentee": SHUBINA, "employer": None}[side]
    return ending.give_notice(
        pair,
        side=side,
        person_id=person_id,
        reason="нагрузка",
        wished=wished,
        edition=edition,
        today=today,
        calendar=calendar,
    )


def test_three_whole_working_days_pass_after_the_day_of_receipt_and_the_pair_ends_after_the_last() -> None:
    given = notice(working())
    leaving = working(notice=Notice("mentor", ERMOLIN, "нагрузка", given.received_on, given.effective_on))

    assert given.effective_on == date(2026, 11, 27)
    # Wednesday, Thursday and Friday are worked whole.
    assert [ending.end_by_notice(leaving, today=date(2026, 11, day)) for day in (24, 25, 26, 27)] == [None] * 4
    ended = ending.end_by_notice(leaving, today=date(2026, 11, 28))
    assert ended is not None
    assert ended.ended_on == date(2026, 11, 27)


def test_a_college_of_six_days_and_its_regional_holidays_count_as_they_work() -> None:
    thursday = date(2026, 11, 26)
    region = Calendar(6, yearly=frozenset({(11, 28)}))

    assert notice(working(), today=thursday).effective_on == date(2026, 12, 1)
    assert notice(working(), today=thursday, calendar=SIX).effective_on == date(2026, 11, 30)
    assert notice(working(), today=thursday, calendar=region).effective_on == date(2026, 12, 1)


# Whether three working days bind a side under each regime: the law binds an assignment of the employer alone.
BOUND: dict[tuple[Regime, Side], bool] = {
    ("351.8", "mentor"): True,
    ("351.8", "employer"): True,
    ("351.8", "mentee"): False,
    ("permanent_function", "mentor"): False,
    ("permanent_function", "mentee"): False,
    ("permanent_function", "employer"): False,
    ("not_employee", "mentor"): False,
    ("not_employee", "mentee"): False,
    ("not_employee", "employer"): False,
}


@pytest.mark.parametrize(("regime", "side"), list(BOUND))
def test_the_term_and_the_clause_fit_the_person_and_the_regime(regime: Regime, side: Side) -> None:
    pair = working(regime=regime)
    rule = exit_rule(
        pair, side=side, person_id={"mentor": ERMOLIN, "mentee": SHUBINA, "employer": None}[side], edition=EDITION
    )

    assert ("351.8" in rule.clause) is BOUND[regime, side]
    assert notice(pair, side=side).effective_on == (date(2026, 11, 27) if BOUND[regime, side] else TODAY)
    with pytest.raises(no.NoticeTooShort if BOUND[regime, side] else no.NoticeInThePast) as refused:
        notice(pair, side=side, wished=date(2026, 11, 23))
    assert rule.clause in refused.value.message
    assert refused.value.field == "effective_on"


def test_in_a_reverse_pair_the_assignment_binds_both() -> None:
    assert notice(working(reverse_topic="ИКТ"), side="mentee").effective_on == date(2026, 11, 27)


def test_an_edition_may_set_a_notice_for_those_whom_the_law_does_not_bind() -> None:
    own = Term(
        code="voluntary_exit_notice", title="Предупреждают за", value=2, unit="working_days", clause="Положение, п. 9"
    )
    edition = msgspec.structs.replace(EDITION, terms=(*EDITION.terms, own))

    assert notice(working(), side="mentee", edition=edition).effective_on == date(2026, 11, 26)
    with pytest.raises(no.NoticeTooShort, match=r"2 рабочих дня \(Положение, п\. 9\)"):
        notice(working(), side="mentee", edition=edition, wished=TODAY)


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
