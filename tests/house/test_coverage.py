"""Coverage has one definition: the college's card and the region's figure agree on every day of a lived year."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import pytest

from services.monitoring.figure.indicator import queries as indicator
from services.programs.home.today import cards
from shared.actor import Actor, Role, system
from shared.contracts.coverage import covered_in_words
from shared.sync.running import RunningService
from tests.house.lived import Lived

COLLEGES = ("btlh", "bgpk")


class _RolledBack(Exception):
    pass


NOON_IN_ALTAI = time(5, 0, tzinfo=UTC)


def running(year: Lived, contour: str, service: str) -> RunningService:
    return next(one for one in year.contours[contour].services if one.service.name == service)


@pytest.mark.parametrize("college", COLLEGES)
async def test_the_card_of_the_college_and_the_figure_of_the_region_agree_on_every_day_of_a_year(
    college: str, year: Lived
) -> None:
    above, below = running(year, "region", "monitoring"), running(year, college, "programs")
    curator = Actor(id="curator", roles=frozenset({Role.CURATOR}), organizations=college)
    today = datetime.now(UTC).date()
    seen = set()
    with suppress(_RolledBack):
        async with above.transaction(system("test")) as tx:
            await tx.run("update organization set enrolled_at = '2020-01-01'")
            for day in (today - timedelta(days=back) for back in range(366)):
                figures = await indicator.of(tx, college, day)
                told = (figures.needing_with_pair, figures.needing)
                now = datetime.combine(day, NOON_IN_ALTAI)
                async with below.transaction(curator, at=now) as inner:
                    card = next(one for one in await cards.glances(inner) if one.title.startswith("Год"))
                shown = card.meter or (0, 0, "")
                assert shown[:2] == told, day
                assert shown[2] == (covered_in_words(*told) if told[1] else "")
                seen.add(told)
            raise _RolledBack
    assert len(seen) > 3, "the year changes nothing, so nothing was compared"


@pytest.mark.parametrize(
    ("covered", "needing", "sentence"),
    [
        (6, 13, "Охвачено 6 из 13\N{NO-BREAK SPACE}педагогов, которым нужен наставник"),
        (1, 3, "Охвачен 1 из 3\N{NO-BREAK SPACE}педагогов, которым нужен наставник"),
        (2, 21, "Охвачены 2 из 21\N{NO-BREAK SPACE}педагога, которым нужен наставник"),
        (13, 13, "Охвачены все 13, кому нужен наставник"),
        (1, 1, "Единственный педагог, которому нужен наставник, охвачен"),
        (0, 5, "Пока не охвачен никто из 5\N{NO-BREAK SPACE}педагогов, которым нужен наставник"),
        (0, 1, "Пока не охвачен никто"),
    ],
)
def test_coverage_is_said_in_good_russian(covered: int, needing: int, sentence: str) -> None:
    assert covered_in_words(covered, needing) == sentence
