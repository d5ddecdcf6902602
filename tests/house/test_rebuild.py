"""The rebuild law: after a lived year, every service's tables come back the same from its journal."""

import pytest

from deploy.contours import SERVICES
from deploy.databases import with_database
from shared.rebuild import rebuild_service
from tests.house.lived import Lived

CASES = [
    ("btlh", "programs"),
    ("bgpk", "programs"),
    *(("region", service) for service in SERVICES["region"]),
    ("federation", "monitoring"),
]


@pytest.mark.parametrize(("contour", "service"), CASES)
async def test_a_services_tables_come_back_the_same_from_its_journal(
    contour: str, service: str, year: Lived, postgres: str
) -> None:
    opened = year.contours[contour]
    running = next(running for running in opened.services if running.service.name == service)
    database = opened.config.logins[service].rpartition("/")[2]

    rebuilt = await rebuild_service(with_database(postgres, database), running.service, opened.config.contour)

    assert rebuilt.differing == []
    assert rebuilt.events > 0
    empty = [table for table, digest in rebuilt.before.items() if digest == EMPTY]
    assert len(empty) < len(rebuilt.before), "nothing was rebuilt: every table is empty"


EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


async def test_a_row_written_without_an_event_is_found(year: Lived, postgres: str) -> None:
    opened = year.contours["bgpk"]
    [running] = opened.services
    database = opened.config.logins["programs"].rpartition("/")[2]
    async with running.pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('app.organizations', '*', true)")
        await connection.execute("update person set subject = 'Алхимия' where surname = 'Рубан'")

    rebuilt = await rebuild_service(with_database(postgres, database), running.service, "bgpk")

    assert rebuilt.differing == ["person"]
