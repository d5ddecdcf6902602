from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from services.registry.app import SERVICE
from services.registry.regulation.edition import model, queries
from services.registry.regulation.edition.clock import publish_first_edition
from services.registry.regulation.edition.commands import UploadRegulation, publish
from shared.contracts import regulation_v1
from shared.contracts.regulation import Edition, Entry, Term, Unit, first_edition, in_force
from shared.db import Tx
from shared.errors import Refused
from shared.sync import outbox
from shared.wish import Upload
from tests.conftest import FreshContour
from tests.registry.region import rolled_back
from tests.uploads import upload_edition

FIRST = first_edition()
FIRST_FILE = Path(__file__).with_name("altai-2023.v1.json")
SECOND = replace(FIRST, edition="altai-2026", valid_from=date(2026, 9, 1))


def with_term(code: str, value: int | bool | str, **changes: Any) -> Edition:
    terms = tuple(replace(one, value=value, **changes) if one.code == code else one for one in FIRST.terms)
    return replace(FIRST, terms=terms)


def with_words(code: str, change: Callable[[tuple[Entry, ...]], tuple[Entry, ...]]) -> Edition:
    """The first edition with one dictionary changed."""
    changed = tuple(
        replace(one, entries=change(one.entries)) if one.code == code else one for one in FIRST.dictionaries
    )
    return replace(FIRST, dictionaries=changed)


def many(count: int) -> tuple[Entry, ...]:
    return tuple(Entry(f"post-{place}", f"должность {place}", "Положение, п. 1.1") for place in range(count))


def with_invented(**changes: Any) -> Edition:
    """The first edition with a term that the code does not know."""
    term = Term(code="invented", title="Придумано", clause="Положение, п. 9", **changes)
    return replace(FIRST, terms=(*FIRST.terms, term))


async def in_force_today(tx: Tx) -> Edition | None:
    kept = await queries.edition_in_force(tx)
    return kept.alone() if kept else None


@pytest.mark.parametrize("value", [0, 5000, True, "по договорённости"])
def test_what_no_code_asks_for_may_be_a_number_a_yes_or_a_text(value: int | bool | str) -> None:
    assert model.publish(with_invented(value=value)).edition.term("invented").value == value


def test_the_least_and_the_most_are_compared_on_the_calendar_whatever_their_units() -> None:
    weeks = Unit("weeks", "неделя", "недели", "недель", "недели")
    known = replace(with_term("program_min", 20, unit="weeks"), units=(*FIRST.units, weeks))
    assert model.publish(known)
    with pytest.raises(model.TermsCrossed):
        model.publish(replace(with_term("program_min", 60, unit="weeks"), units=(*FIRST.units, weeks)))


def test_the_first_edition_can_be_published() -> None:
    assert model.publish(FIRST).edition_id == "altai-2023"


@pytest.mark.parametrize(
    ("edition", "refusal"),
    [
        (replace(FIRST, terms=FIRST.terms[1:]), model.TermMissing),
        (with_term("program_min", 13), model.TermsCrossed),
        (with_term("needs_refresh", 0), model.TermNotPositive),
        (with_term("program_max", 12_000), model.TermTooLong),
        (with_words("domains", lambda words: ()), model.DictionaryEmpty),
        (with_words("kinds", lambda words: (*words, words[0])), model.CodeTwice),
        (with_words("levels", lambda words: (replace(words[0], clause=" "),)), model.ClauseMissing),
        (replace(FIRST, valid_to=FIRST.valid_from), model.PeriodWrong),
        (replace(FIRST, terms=(*FIRST.terms, FIRST.terms[0])), model.CodeTwice),
        (replace(FIRST, dictionaries=(*FIRST.dictionaries, FIRST.dictionaries[0])), model.CodeTwice),
        (replace(FIRST, dictionaries=FIRST.dictionaries[1:]), model.DictionaryMissing),
        (with_words("end_reasons", lambda words: words[1:]), model.WordsMissing),
        (replace(FIRST, units=(replace(FIRST.units[0], many=" "), *FIRST.units[1:])), model.UnitUnnamed),
        (replace(FIRST, units=FIRST.units[1:]), model.UnitUnknown),
        (with_term("exit_notice", 3, unit="people"), model.UnitNotCounted),
        (with_term("exit_notice", 3, unit=None), model.UnitNotCounted),
        (with_term("exit_notice", True), model.TermNotNumber),
        (with_term("exit_notice", "three"), model.TermNotNumber),
        (with_invented(value="violet", dictionary="colours"), model.ChoiceUnknown),
        (replace(FIRST, edition="krai-2026\n"), model.CodeWrong),
        (with_words("domains", lambda words: (replace(words[0], code="law\n"), *words[1:])), model.CodeWrong),
        (with_words("levels", lambda words: words[:1]), model.LevelsMissing),
        (replace(FIRST, title=" "), model.TextMissing),
        (replace(FIRST, source=""), model.TextMissing),
        (with_words("positions", lambda words: many(6000)), model.EditionTooBig),
        (with_invented(value=-1), model.TermNotPositive),
        (with_invented(value=10**12), model.TermTooLong),
    ],
)
def test_an_edition_that_is_not_whole_is_refused(edition: Edition, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        model.publish(edition)


def test_the_latest_edition_that_has_begun_and_not_ended_is_in_force() -> None:
    ended = replace(FIRST, edition="short", valid_from=date(2026, 10, 1), valid_to=date(2026, 11, 1))
    editions = [FIRST, SECOND, ended]

    assert in_force(editions, date(2022, 1, 1)) is None
    assert in_force(editions, date(2025, 1, 1)) == FIRST
    assert in_force(editions, date(2026, 10, 31)) == ended
    assert in_force(editions, date(2026, 11, 1)) == SECOND


async def test_a_new_region_begins_with_the_first_edition_once(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        assert await publish_first_edition(tx) == 1
        assert await publish_first_edition(tx) == 0
        assert await in_force_today(tx) == FIRST


async def test_what_was_published_is_never_published_again_under_the_same_code(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await publish(tx, FIRST)
        with pytest.raises(model.AlreadyPublished):
            async with tx.connection.transaction():
                await publish(tx, with_term("exit_notice", 5))


async def test_an_edition_comes_from_a_file_and_the_one_in_force_changes(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await publish_first_edition(tx)
        file = Upload("altai-2026.json", msgspec.json.encode(SECOND))
        assert await upload_edition(tx, UploadRegulation(file=file)) == "altai-2026"
        assert await in_force_today(tx) == SECOND
        assert [one.edition_id for one in await queries.editions(tx)] == ["altai-2026", "altai-2023"]


async def test_a_file_as_it_was_first_is_published_as_it_is_told_today(fresh_contour: FreshContour) -> None:
    content = FIRST_FILE.read_bytes()
    assert msgspec.json.decode(content, type=regulation_v1.Edition).upcast() == FIRST
    async with rolled_back(fresh_contour, SERVICE) as tx:
        file = Upload("altai-2023.json", content)
        assert await upload_edition(tx, UploadRegulation(file=file)) == "altai-2023"
        assert await in_force_today(tx) == FIRST


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "это не JSON"),
        (b"PK\x03\x04", "это не JSON"),
        (b"\xff\xfe{", "это не JSON"),
        (b"[" * 5000, "значение не подходит"),
        (b"{}", "нет поля «edition»"),
        (msgspec.json.encode(msgspec.to_builtins(FIRST) | {"valid_from": "завтра"}), "не подходит в valid_from"),
        (
            msgspec.json.encode(msgspec.to_builtins(FIRST) | {"terms": [{"code": "a", "title": "А", "value": 1}]}),
            "нет поля «clause» (пункт) в terms[0] (сроки и нормы, строка 1)",
        ),
        (
            msgspec.json.encode(msgspec.to_builtins(FIRST) | {"units": [{"code": "Дни"}]}),
            "в units[0].code (единицы, строка 1, код): нужен код из строчных латинских букв",
        ),
        (
            msgspec.json.encode(msgspec.to_builtins(FIRST) | {"dictionaries": 5}),
            "в dictionaries (словари): нужен список",
        ),
        (
            msgspec.json.encode(msgspec.to_builtins(FIRST) | {"valid_form": "2026-09-01"}),
            "поля «valid_form» у редакции нет в самом файле",
        ),
        (
            msgspec.json.encode(msgspec.to_builtins(FIRST) | {"units": [{"code": "days", "many_": "суток"}]}),
            "поля «many_» у редакции нет в units[0] (единицы, строка 1)",
        ),
        (b'{"forms": []}', "нет поля «edition» (код редакции)"),
    ],
)
async def test_a_file_that_is_no_edition_is_answered_beside_its_field(
    fresh_contour: FreshContour, content: bytes, said: str
) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        with pytest.raises(model.NotAnEdition) as refusal:
            await upload_edition(tx, UploadRegulation(file=Upload("x.json", content)))

        assert refusal.value.field == "file"
        assert said in refusal.value.message


async def test_a_file_that_begins_with_a_byte_order_mark_is_read(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        file = Upload("altai-2026.json", b"\xef\xbb\xbf" + msgspec.json.encode(SECOND))
        assert await upload_edition(tx, UploadRegulation(file=file)) == "altai-2026"


async def test_the_biggest_edition_that_is_accepted_still_travels(fresh_contour: FreshContour) -> None:
    def sized(count: int) -> Edition:
        return with_words("positions", lambda words: many(count))

    count = next(
        count for count in range(6000, 0, -10) if len(msgspec.json.encode(sized(count))) < model.MOST_BYTES - 500
    )
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await publish(tx, sized(count))
        await outbox.number(tx, "region")
        with pytest.raises(model.EditionTooBig, match="252 КБ") as refusal:
            await upload_edition(
                tx, UploadRegulation(file=Upload("x.json", msgspec.json.encode(replace(sized(6000), edition="big"))))
            )
        assert refusal.value.field == "file"


async def test_a_corrected_edition_with_the_same_first_day_takes_force(fresh_contour: FreshContour) -> None:
    async with rolled_back(fresh_contour, SERVICE) as tx:
        await publish(tx, replace(SECOND, edition="z-first"))
        await publish(tx, replace(SECOND, edition="a-corrected", title="Исправленная"))

        assert (await in_force_today(tx) or FIRST).edition == "a-corrected"
        assert [one.edition_id for one in await queries.editions(tx)] == ["a-corrected", "z-first"]
