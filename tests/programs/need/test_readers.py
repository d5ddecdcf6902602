"""The promise of who reads an assessment holds: the mentor reads the request, and the words if they are let."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest

from services.programs.pairing.need import model
from services.programs.pairing.need.commands import AssessDifficulties, assess_difficulties
from services.programs.pairing.need.model import Row
from services.programs.pairing.pair.commands import Decline, decline
from services.programs.pairing.pair.pages import show_pair
from shared.contracts.regulation import first_edition
from shared.db import Tx
from tests.conftest import FreshContour
from tests.programs import scene
from tests.programs.college import college

ROWS = tuple(
    Row(domain=entry.code, difficulty="medium", strength="low", words="тайное")
    for entry in first_edition().entries("domains")
)


@pytest.fixture
async def tx(fresh_contour: FreshContour) -> AsyncGenerator[Tx]:
    async with college(fresh_contour) as opened:
        await scene.staffed(opened)
        await scene.introduced(opened)
        yield opened


async def assessed(tx: Tx, *, shared: bool) -> None:
    scene.teacher(tx, scene.SHUBINA)
    await assess_difficulties(tx, AssessDifficulties(rows=ROWS, request="темп урока", words_shared=shared))


async def seen(tx: Tx, pair_id: Any) -> list[tuple[str, set[str]]]:
    """Return the request and the words of each mentee that the actor reads on the page of the pair."""
    mentees = (await show_pair(tx, pair_id)).context["mentees"]
    return [(assessment.request, {line["words"] for line in lines}) for _, assessment, lines in mentees]


@pytest.mark.parametrize(("shared", "words"), [(False, {""}), (True, {"тайное"})])
async def test_the_mentor_reads_the_request_and_the_words_only_if_they_are_shared(
    tx: Tx, shared: bool, words: set[str]
) -> None:
    pair_id = await scene.proposed(tx)
    await assessed(tx, shared=shared)
    scene.teacher(tx, scene.ERMOLIN)

    assert await seen(tx, pair_id) == [("темп урока", words)]


async def test_whoever_refused_and_everybody_else_of_the_pair_reads_nothing(tx: Tx) -> None:
    pair_id = await scene.proposed(tx)
    await assessed(tx, shared=True)
    scene.head(tx)
    assert await seen(tx, pair_id) == []

    scene.teacher(tx, scene.ERMOLIN)
    await decline(tx, Decline(pair_id=pair_id, reason="нет времени"))
    assert await seen(tx, pair_id) == []


def test_one_audience_is_said_in_one_place() -> None:
    for promise in (model.READS_LEVELS, model.READS_REQUEST, model.READS_WORDS):
        assert "наставник" in promise
        assert "куратор" in promise
