"""Whether what an organization recorded is all here, in one word."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from services.monitoring.completeness.model import Completeness, behind

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
WHOLE = Completeness(
    organization="btlh",
    name="Бийский техникум лесного хозяйства",
    municipality="город Бийск",
    epoch=1,
    told=40,
    held=40,
    shown=40,
    parked=0,
    alarm=None,
    contact_at=NOON,
    held_at=NOON,
)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({}, "complete"),
        ({"told": 41}, "catching up"),
        ({"shown": 39}, "catching up"),
        ({"contact_at": NOON - timedelta(seconds=60)}, "complete"),
        ({"contact_at": NOON - timedelta(seconds=61)}, "silent"),
        ({"parked": 1}, "parked"),
        ({"parked": 1, "alarm": "FORK: another history"}, "alarm"),
        ({"contact_at": None, "told": 0, "held": 0, "shown": 0}, "never"),
    ],
)
def test_an_organization_is_complete_only_when_nothing_it_announced_is_missing(
    changed: dict[str, object], word: str
) -> None:
    assert msgspec.structs.replace(WHOLE, **changed).state(NOON) == word


def test_whoever_is_silent_counts_as_behind_also_when_everything_known_is_shown() -> None:
    silent = msgspec.structs.replace(WHOLE, organization="bgpk", contact_at=NOON - timedelta(hours=3))
    assert behind([WHOLE, silent], NOON) == [silent]
