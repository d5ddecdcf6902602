"""Every page with data of organizations shows its date, and whose data may be incomplete."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest

from shared.clock import now
from tests.house.lived import Lived

STREAM, NAME = "programs.btlh", "Бийский техникум лесного хозяйства"
PAGES = [("tutor", "/mentors"), ("ministry", "/route-counts")]


def words(page: httpx.Response) -> str:
    """Return the text of a page, with plain spaces."""
    return page.text.replace("\xa0", " ")


@asynccontextmanager
async def heard(year: Lived, announced: str, alarm: str | None = None) -> AsyncGenerator[None, None]:
    """Set every stream to heard just now, and one college's to another state, for the time of the block."""
    pool = year.contours["region"].sync
    before = await pool.fetch("select stream, told_seq, contact_at, alarm from sync.followed")
    await pool.execute("update sync.followed set contact_at = $1", now())
    await pool.execute(
        f"update sync.followed set told_seq = {announced}, alarm = $2 where stream = $1",
        STREAM, alarm,
    )  # fmt: skip
    yield
    await pool.executemany(
        "update sync.followed set told_seq = $2, contact_at = $3, alarm = $4 where stream = $1",
        [tuple(row) for row in before],
    )


@pytest.mark.parametrize(("login", "path"), PAGES)
async def test_the_register_and_the_counts_of_routes_say_of_whom_something_is_missing(
    login: str, path: str, year: Lived
) -> None:
    async with year.browser("region", login) as somebody:
        async with heard(year, "seq"):
            whole = words(await somebody.get(path))
        async with heard(year, "seq + 1"):
            lacking = words(await somebody.get(path))
        async with heard(year, "seq", alarm="FORK: two histories"):
            alarmed = words(await somebody.get(path))

    assert "Данные полны по всем 14 организациям" in whole
    assert "никто не отстаёт" in whole
    for page in (lacking, alarmed):
        assert "Данные полны по 13 из 14 организаций" in page
        assert f"отстают: {NAME}" in page


async def test_who_sees_one_organization_learns_of_no_other(year: Lived) -> None:
    async with year.browser("region", "biysk") as coordinator, heard(year, "seq"):
        page = words(await coordinator.get("/mentors"))
    assert "Данные полны по всем 2 организациям" in page
