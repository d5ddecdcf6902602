"""A region's report reveals nobody, even to a reader who knows the rule and computes differences."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.monitoring.federation.report.model import (
    GROUPS,
    PROTECTIONS,
    WITHIN,
    Reported,
    draw_up,
    due,
    news,
    protection,
    withheld,
)
from services.monitoring.figure.declared.model import PASSPORTS
from services.monitoring.figure.indicator.model import COUNTED, Figures
from shared.contracts.monitoring import IndicatorReported

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
Told = tuple[tuple[str, int | None], ...]


def told(counts: dict[str, int], least: int) -> Told:
    hidden = withheld(counts, least)
    return tuple((name, None if name in hidden else count) for name, count in counts.items())


def people(group: dict[str, int], counts: dict[str, int]) -> int:
    return sum(sign * counts[name] for name, sign in group.items())


def worlds(most: int) -> Iterator[dict[str, int]]:
    """Every region of so many teachers at most."""
    for teachers in range(most + 1):
        for involved in range(teachers + 1):
            for needing in range(teachers + 1):
                for both in range(max(0, involved + needing - teachers), min(involved, needing) + 1):
                    yield {
                        "teachers": teachers, "involved": involved, "needing": needing, "needing_with_pair": both,
                        "pairs": 0, "programs": 0,
                    }  # fmt: skip


# Pairs and programs are not people: to take them away from people points to nobody.
NOT_PEOPLE = frozenset({"pairs", "programs"})


@st.composite
def regions(draw: st.DrawFn) -> dict[str, int]:
    teachers = draw(st.integers(0, 3000))
    involved, needing = draw(st.integers(0, teachers)), draw(st.integers(0, teachers))
    both = draw(st.integers(max(0, involved + needing - teachers), min(involved, needing)))
    pairs = draw(st.integers(0, involved // 2))
    programs = draw(st.integers(0, pairs))
    counts = (teachers, involved, needing, both, pairs, programs)
    return dict(zip(WITHIN, counts, strict=True))


def test_every_count_that_is_told_is_protected_alone_and_beside_the_one_that_it_lies_within() -> None:
    people = [(name, wider) for name in WITHIN if name not in NOT_PEOPLE for wider in WITHIN[name]]

    assert [name for name in WITHIN if {name: 1} not in GROUPS] == []
    assert [(name, wider) for name, wider in people if {wider: 1, name: -1} not in GROUPS] == []


@given(regions(), st.integers(2, 12))
def test_no_group_of_few_people_is_a_sum_or_a_difference_of_what_is_told(counts: dict[str, int], least: int) -> None:
    shown = {name for name, count in told(counts, least) if count is not None}
    for group in GROUPS:
        if 0 < people(group, counts) < least:
            assert not group.keys() <= shown


@given(regions(), st.integers(2, 12))
def test_nothing_that_lies_within_what_is_withheld_is_told(counts: dict[str, int], least: int) -> None:
    hidden = withheld(counts, least)
    for name, wider in WITHIN.items():
        assert name in hidden or hidden.isdisjoint(wider)


@given(regions())
def test_a_region_without_small_groups_withholds_nothing(counts: dict[str, int]) -> None:
    if not any(0 < people(group, counts) < 5 for group in GROUPS):
        assert withheld(counts, 5) == frozenset()


@pytest.mark.parametrize("least", [3, 4, 5])
def test_who_knows_the_rule_and_all_regions_finds_out_no_small_group(least: int) -> None:
    alike: dict[Told, list[dict[str, int]]] = defaultdict(list)
    for world in worlds(12):
        alike[told(world, least)].append(world)
    found = []
    for what, possible in alike.items():
        for group in GROUPS:
            sizes = {people(group, world) for world in possible}
            if len(sizes) == 1 and 0 < min(sizes) < least:
                found.append((what, group))
    assert found == []
    assert len(alike) > 100, "something is told at all"


def test_a_rule_that_says_which_counts_are_small_would_give_others_away() -> None:
    """Why a withheld count is told without a bound: with one, four of five is found out."""
    alike: dict[tuple[tuple[str, object], ...], set[int]] = defaultdict(set)
    for world in worlds(12):
        hidden = withheld(world, 5)
        labelled = tuple(
            (name, ("few" if 0 < count < 5 else "more") if name in hidden else count) for name, count in world.items()
        )
        alike[labelled].add(world["needing_with_pair"])
    assert any(len(sizes) == 1 and 0 < min(sizes) < 5 and "few" in dict(what).values() for what, sizes in alike.items())


def whole(**counts: int) -> Figures:
    return Figures(organization="", name="", municipality="", **(dict.fromkeys(COUNTED, 0) | counts))


BIG = whole(teachers=900, involved=120, needing=200, needing_with_pair=80, pairs=50, programs=40)


def report(figures: Figures = BIG, *, day: date = TODAY, behind: int = 0) -> dict[str, IndicatorReported]:
    drawn = draw_up(figures, day=day, now=NOON, organizations=3, behind=behind)
    return {one.indicator: one for one in drawn}


def kept(reports: dict[str, IndicatorReported]) -> list[Reported]:
    return [
        Reported(organization="region", number=number, **msgspec.structs.asdict(one))
        for number, one in enumerate(reports.values(), 1)
    ]


def test_a_report_holds_every_indicator_with_its_parts_and_its_completeness() -> None:
    told = report(behind=1)
    assert told.keys() == {passport.code for passport in PASSPORTS}
    assert (told["I18"].part, told["I18"].whole, told["I18"].withheld) == (80, 200, False)
    assert (told["I05"].part, told["I05"].whole) == (50, None)
    assert (told["I18"].organizations, told["I18"].behind, told["I18"].as_of) == (3, 1, NOON)


def test_four_without_a_mentor_take_away_the_count_of_those_who_have_one() -> None:
    [one] = [
        line for line in kept(report(msgspec.structs.replace(BIG, needing_with_pair=196))) if line.indicator == "I18"
    ]
    assert (one.part, one.whole, one.withheld, one.value, one.applies) == (None, 200, True, None, True)


def test_a_share_of_nobody_does_not_apply_and_is_not_zero() -> None:
    lines = {line.indicator: line for line in kept(report(whole(teachers=900)))}
    assert (lines["I18"].applies, lines["I18"].value, lines["I18"].withheld) == (False, None, False)
    assert (lines["I01"].applies, lines["I01"].value) == (True, 0)


def test_the_rule_is_dated_and_names_what_it_rests_on() -> None:
    assert protection(TODAY).least == 5
    assert all("152-ФЗ" in one.clause and one.least >= 3 for one in PROTECTIONS)


def test_the_same_is_never_told_twice_whatever_day_it_is() -> None:
    last = kept(report())
    assert news(report(day=TODAY + timedelta(days=9)).values(), last) == []
    changed = report(msgspec.structs.replace(BIG, programs=41))
    assert [one.indicator for one in news(changed.values(), last)] == ["I06"]


@pytest.mark.parametrize(
    ("last", "day", "behind", "told"),
    [
        (None, TODAY, 0, 0),
        ({"behind": 0}, TODAY, 0, 0),
        ({"behind": 2}, TODAY, 2, 0),
        ({"behind": 2}, TODAY, 1, 4),
        ({"behind": 1}, TODAY, 2, 0),
        ({"behind": 0}, TODAY + timedelta(days=1), 0, 1),
        ({"behind": 0}, TODAY + timedelta(days=1), 2, 4),
    ],
    ids=[
        "a person begins",
        "once a day",
        "not while as many lag behind",
        "sooner when fewer lag behind",
        "not because more lag behind",
        "the next day what changed",
        "the next day also that some lag behind",
    ],
)
def test_the_clock_tells_once_a_day_and_sooner_only_when_a_report_becomes_more_complete(
    last: dict[str, int] | None, day: date, behind: int, told: int
) -> None:
    before = kept(report(behind=last["behind"])) if last is not None else []
    now = report(msgspec.structs.replace(BIG, programs=41), day=day, behind=behind)
    assert len(due(now.values(), before)) == told
