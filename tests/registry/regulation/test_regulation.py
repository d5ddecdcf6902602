from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from services.registry.app import SERVICE
from services.registry.regulation.edition import model, queries
from services.registry.regulation.edition.clock import publish_first_edition
from services.registry.regulation.edition.commands import (
    PublishRegulation,
    UploadRegulation,
    publish_regulation,
    upload_regulation,
)
from shared.contracts.regulation import Edition, Term, first_edition
from shared.errors import Refused
from shared.wish import Upload
from tests.conftest import FreshContour
from tests.registry.region import rolled_back

FIRST = first_edition()
SECOND = replace(FIRST, edition="altai-2026", valid_from=date(2026, 9, 1))


def with_term(code: str, value: int) -> Edition:
    terms = tuple(Term(one.code, value, one.unit, one.clause) if one.code == code else one for one in FIRST.terms)
    return replace(FIRST, terms=terms)


def test_the_first_edition_can_be_published() -> None:
    assert model.publish(FIRST).edition_id == "altai-2023"


@pytest.mark.parametrize(
    ("edition", "refusal"),
    [
        (replace(FIRST, terms=FIRST.terms[1:]), model.TermMissing),
        (with_term("program_months_min", 13), model.TermsCrossed),
        (with_term("needs_refresh", 0), model.TermNotPositive),
        (with_term("program_months_max", 12_000), model.TermTooLong),
        (replace(FIRST, domains=()), model.DictionaryEmpty),
        (replace(FIRST, kinds=(*FIRST.kinds, FIRST.kinds[0])), model.CodeTwice),
        (replace(FIRST, levels=(replace(FIRST.levels[0], clause=" "),)), model.ClauseMissing),
        (replace(FIRST, valid_to=FIRST.valid_from), model.PeriodWrong),
    ],
)
def test_an_edition_that_is_not_whole_is_refused(edition: Edition, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        model.publish(edition)


def test_the_latest_edition_that_has_begun_and_not_ended_is_in_force() -> None:
    ended = replace(FIRST, edition="short", valid_from=date(2026, 10, 1), valid_to=date(2026, 11, 1))
    editions = [FIRST, SECOND, ended]

    assert model.in_force(editions, date(2022, 1, 1)) is None
    assert model.in_force(editions, date(2025, 1, 1)) == FIRST
    assert model.in_force(editions, date(2026, 10, 31)) == ended
    assert model.in_force(editions, date(2026, 11, 1)) == SECOND


async def test_a_new_region_begins_with_the_first_edition_once(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        assert await publish_first_edition(tx) == 1
        assert await publish_first_edition(tx) == 0
        assert await queries.edition_in_force(tx) == FIRST


async def test_what_was_published_is_never_published_again_under_the_same_code(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await publish_regulation(tx, PublishRegulation(edition=FIRST))
        with pytest.raises(model.AlreadyPublished):
            async with tx.connection.transaction():
                await publish_regulation(tx, PublishRegulation(edition=with_term("exit_notice", 5)))


async def test_an_edition_comes_from_a_file_and_the_one_in_force_changes(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await publish_first_edition(tx)
        file = Upload("altai-2026.json", msgspec.json.encode(SECOND))
        assert await upload_regulation(tx, UploadRegulation(file=file)) == "altai-2026"
        assert await queries.edition_in_force(tx) == SECOND
        assert [one.edition_id for one in await queries.editions(tx)] == ["altai-2026", "altai-2023"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "это не JSON"),
        (b"PK\x03\x04", "это не JSON"),
        (b"\xff\xfe{", "это не JSON"),
        (b"[" * 5000, "значение не подходит"),
        (b"{}", "нет поля «edition»"),
        (msgspec.json.encode(msgspec.to_builtins(FIRST) | {"valid_from": "завтра"}), "не подходит в valid_from"),
    ],
)
async def test_a_file_that_is_no_edition_is_answered_beside_its_field(
    fresh_contour: FreshContour, content: bytes, said: str
) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        with pytest.raises(model.NotAnEdition) as refusal:
            await upload_regulation(tx, UploadRegulation(file=Upload("x.json", content)))

        assert refusal.value.field == "file"
        assert said in refusal.value.message
