"""What a list is asked for: a page ignores what it does not know, a program is told."""

from collections.abc import AsyncGenerator

import pytest

from shared.actor import Role
from tests.conftest import FreshContour
from tests.programs.visit import OpenCollege, Visitor, open_college


@pytest.fixture(scope="module")
async def college(fresh_contour: FreshContour) -> AsyncGenerator[OpenCollege, None]:
    async with open_college(fresh_contour) as college:
        yield college


@pytest.fixture(scope="module")
async def hr(college: OpenCollege) -> Visitor:
    return await college.enter(Role.HR)


@pytest.mark.parametrize("asked", ["state=zzz", "category=zzz", "state=working&category=zzz"])
async def test_a_program_is_told_of_a_value_that_a_filter_does_not_know(hr: Visitor, asked: str) -> None:
    answer = await hr.http.get(f"/api/people?{asked}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == ("#/category" if "category" in asked else "#/state")
    assert (await hr.http.get(f"/people?{asked}")).status_code == 200


@pytest.mark.parametrize("asked", ["", "state=dismissed", "state=", "unknown=1"])
async def test_a_value_that_fits_is_taken(hr: Visitor, asked: str) -> None:
    assert (await hr.http.get(f"/api/people?{asked}")).status_code == 200
