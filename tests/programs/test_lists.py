"""The lists of a college answer a search, a choice and an order in the address, without scripts."""

import re
from collections.abc import AsyncGenerator

import pytest

from shared.actor import Role, system
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.visit import OpenCollege, Visitor, open_college


@pytest.fixture
async def curator(fresh_contour: FreshContour) -> AsyncGenerator[Visitor]:
    async with open_college(fresh_contour) as college:
        await _peopled(college)
        yield await college.enter(Role.CURATOR, person_id=scene.VERSHININA)


async def _peopled(college: OpenCollege) -> None:
    async with college.running.transaction(system("test")) as tx:
        await scene.staffed(tx)
        await scene.introduced(tx)
        await scene.proposed(tx)
        await scene.proposed(tx, mentor_id=scene.GUSHCHIN, mentee_ids=(scene.LAPTEVA,), topic="работа с родителями")


def first_cells(page: str) -> list[str]:
    """Return the surname that each row of the page's table begins with."""
    return re.findall(r'<th scope="row"><a [^>]*>(\w+)', page)


async def test_people_are_sorted_by_a_heading_and_again_from_its_end(curator: Visitor) -> None:
    page = await curator.read("/people?sort=-name")

    assert first_cells(page) == sorted(first_cells(page), reverse=True)
    assert 'aria-sort="descending"' in page
    assert 'href="/people?sort=name"' in page


async def test_pairs_are_searched_narrowed_and_sorted(curator: Visitor) -> None:
    assert first_cells(await curator.read("/pairs?sort=mentor")) == ["Гущин", "Ермолин"]
    assert first_cells(await curator.read("/pairs?sort=-mentor")) == ["Ермолин", "Гущин"]
    assert first_cells(await curator.read("/pairs?q=родителями")) == ["Гущин"]
    assert first_cells(await curator.read("/pairs?form=teacher-student")) == []
    assert 'href="/pairs?q=%D1%83&amp;state=open"' in await curator.read("/pairs?q=у")


async def test_what_no_list_knows_is_ignored(curator: Visitor) -> None:
    for path in ("/people", "/pairs", "/programs"):
        asked = f"{path}?sort=-дом&page=0&state=чужое"
        assert first_cells(await curator.read(asked)) == first_cells(await curator.read(path))
