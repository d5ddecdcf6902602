"""Whether everything that an organization recorded has arrived, in one word."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from deploy.contours import services_of
from services.monitoring.figure.completeness import queries
from services.monitoring.figure.completeness.model import Completeness, behind
from shared.actor import EVERYTHING, Actor, Role
from shared.contour import open_contour
from tests.conftest import FreshContour

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
    complete_to=NOON,
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


OFFICIAL = Actor(id="account:official", roles=frozenset({Role.OFFICIAL}), organizations=EVERYTHING)


def before(minutes: int) -> datetime:
    return NOON - timedelta(minutes=minutes)


async def test_a_quiet_college_is_complete_to_its_last_word_and_one_that_lags_to_what_came(
    fresh_contour: FreshContour,
) -> None:
    config = await fresh_contour("region", "region")
    async with open_contour(config, services_of("region")) as contour:
        [running] = [running for running in contour.services if running.service.name == "monitoring"]
        async with running.transaction(OFFICIAL, at=NOON) as tx:
            await tx.connection.execute("insert into organization values ('btlh', 'Б', 'Б', 'Бийск', 'UTC', $1)", NOON)
        await contour.sync.execute(
            """insert into sync.followed (stream, speaker, public_key, epoch, seq, hash, at)
               values ('programs.btlh', 'btlh', $1, 1, 40, $1, $2)""",
            bytes(32), before(20),
        )  # fmt: skip
        for told_seq, told_at, contact_at, alarm, until in (
            (None, None, before(20), None, before(20)),
            (40, before(1), before(1), None, before(1)),
            (39, before(30), before(1), None, before(20)),
            (41, before(1), before(1), None, before(20)),
            (40, NOON + timedelta(hours=1), before(2), None, before(2)),
            (40, before(1), before(1), "FORK: another history", before(20)),
        ):
            await contour.sync.execute(
                "update sync.followed set told_seq = $1, told_at = $2, contact_at = $3, alarm = $4",
                told_seq, told_at, contact_at, alarm,
            )  # fmt: skip
            async with running.transaction(OFFICIAL, at=NOON) as tx:
                [one] = await queries.completeness(tx)
            assert one.complete_to == until
