"""One year of the demo, shared by all tests of the whole platform."""

from collections.abc import AsyncGenerator

import pytest

from tests.conftest import FreshContour
from tests.house.lived import Lived, lived


@pytest.fixture(scope="session")
async def year(fresh_contour: FreshContour, nats_above_url: str) -> AsyncGenerator[Lived, None]:
    async with lived(fresh_contour, nats_above_url) as year:
        yield year
