"""The clock of a training stack: one file for all its processes, moved by one hand and never back."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shared.clock import CannotMove, days_ahead, make_day, moves, moving, of_day

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def day(tmp_path: Path) -> Path:
    make_day(tmp_path / "day")
    return tmp_path / "day"


def test_a_clock_made_before_sees_a_day_moved_after(day: Path) -> None:
    clock = of_day(day, lambda: NOON)
    assert clock() == NOON
    with moving(day) as move:
        move(281)
    assert clock() == NOON + timedelta(days=281)


def test_a_day_is_kept_in_the_file(day: Path) -> None:
    with moving(day) as move:
        move(300)
    make_day(day)
    assert int.from_bytes(day.read_bytes(), sys.byteorder) == days_ahead(day) == 300


def test_only_one_hand_moves_a_day_and_clocks_wait_for_it(day: Path) -> None:
    assert not moves(day)
    with moving(day):
        assert moves(day)
        with pytest.raises(CannotMove, match="already"), moving(day):
            pass
    assert not moves(day)


def test_a_day_never_goes_back(day: Path) -> None:
    with moving(day) as move:
        move(2)
        with pytest.raises(AssertionError):
            move(1)
