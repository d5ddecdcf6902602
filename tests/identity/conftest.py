"""One contour for all tests of identity; each test brings its own people and browsers."""

from collections.abc import AsyncGenerator

import pytest

from tests.conftest import FreshContour
from tests.identity.house import House, at_work


@pytest.fixture(scope="session")
async def house(fresh_contour: FreshContour) -> AsyncGenerator[House, None]:
    async with at_work(await fresh_contour("college", "btlh")) as house:
        yield house
