"""Errors of the API: every fault at once, in Russian, with a place a program can use and a page that explains it."""

import re
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest

from deploy.contours import SERVICES, services_of
from services.programs.pairing.need import model as need
from services.programs.work.program import refusals as program
from shared.errors import Refused, Stale
from shared.web import forms
from shared.web.body import Malformed, WrongFields, read
from shared.web.problems import kebab, problem_of, types_of
from shared.wish import Line, Wish

ENGLISH = re.compile(r"[A-Za-z]{2,}")
# Names of standards are the same in Russian.
NAMES = re.compile(r"JSON|UTF-8|UUID|Authorization: Bearer|RFC \d+|errors|base64|«[^»]*»")


class Row(msgspec.Struct, frozen=True):
    text: Line
    level: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0


class Plan(Wish, frozen=True, kw_only=True):
    title: Line
    begins_on: date
    person_id: UUID
    kind: Literal["one", "many"]
    rows: tuple[Row, ...]
    ends_on: date | None = None
    paid: bool = False
    topics: Annotated[tuple[Line, ...], msgspec.Meta(max_length=2)] = ()


RIGHT: dict[str, Any] = {
    "title": "План", "begins_on": "2026-09-01", "person_id": "0b5ea41c-7d3c-4f0e-9f4f-111111111111", "kind": "one",
    "rows": [{"text": "Урок", "level": 3}], "topics": ["Речь"],
}  # fmt: skip


def faults(**changes: Any) -> dict[str, str]:
    """What is wrong with the right body after these changes, by pointer."""
    with pytest.raises(WrongFields) as refused:
        read(Plan, msgspec.json.encode(RIGHT | changes), {})
    problem = problem_of(refused.value, "7f3a")
    return {error["pointer"]: error["detail"] for error in problem["errors"]}


def test_a_right_body_is_the_wish_and_the_address_says_more_than_the_body() -> None:
    person = UUID(int=7)
    wish = read(Plan, msgspec.json.encode(RIGHT), {"person_id": person, "elsewhere": 1})
    assert (wish.title, wish.person_id, wish.rows) == ("План", person, (Row(text="Урок", level=3),))


def test_every_faulty_field_is_listed_at_once_with_its_place_and_a_sentence() -> None:
    found = faults(
        title=5, begins_on="вчера", person_id="я", kind="some", rows=[{"text": ""}, {"level": 4}, 7],
        ends_on="0001-01-01", paid=1, topics=["а", "б", "в"], colour="red",
    )  # fmt: skip
    assert found.keys() == {
        "#/title", "#/begins_on", "#/person_id", "#/kind", "#/rows/0/text", "#/rows/1/text", "#/rows/1/level",
        "#/rows/2", "#/ends_on", "#/paid", "#/topics", "#/colour",
    }  # fmt: skip
    assert found["#/rows/1/level"] == "Не больше 3."
    assert found["#/kind"] == "Здесь нужно одно из: one, many."
    assert found["#/colour"] == "Такого поля здесь нет."
    strange = {place: words for place, words in found.items() if ENGLISH.search(NAMES.sub("", words))}
    assert strange == {"#/kind": found["#/kind"], "#/paid": "Здесь нужно true или false."}


def test_an_empty_object_and_an_unknown_field_name_the_field() -> None:
    with pytest.raises(WrongFields) as refused:
        read(Plan, b"{}", {})
    problem = problem_of(refused.value, "7f3a")
    assert problem["field"] == "title"
    assert [error["field"] for error in problem["errors"]] == ["title", "begins_on", "person_id", "kind", "rows"]
    with pytest.raises(WrongFields) as refused:
        read(Plan, msgspec.json.encode(RIGHT | {"a/b": 1}), {})
    assert problem_of(refused.value, "")["errors"][0]["pointer"] == "#/a~1b"


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"title": ', b"[" * 100_000, b"tru", b'{"a": 1}}', b'{"title": "\xff\xfe"}', b'{"title": "\\ud800"}',
     b"\x00", b'{"title":\n  nil}', b"'", b'{"title": 1e999999}', b'{"\\x": 1}'],
)  # fmt: skip
def test_a_body_that_is_no_json_is_explained_in_russian_alone(body: bytes) -> None:
    with pytest.raises((Malformed, WrongFields)) as refused:
        read(Plan, body, {})
    assert not ENGLISH.search(NAMES.sub("", refused.value.message)), refused.value.message


def test_where_a_body_stops_being_json_is_said_by_line_and_sign() -> None:
    with pytest.raises(Malformed, match="в строке 2, в знаке 5"):
        read(Plan, b'{"title":\n    }', {})


def test_a_refusal_of_one_field_has_its_place_too() -> None:
    problem = problem_of(need.LevelMissing(domain="Воспитание", field="rows.2.level"), "")
    assert problem["field"] == "rows.2.level"
    assert problem["errors"][0]["pointer"] == "#/rows/2/level"


def test_a_stale_version_speaks_of_the_persons_text_only_in_a_form() -> None:
    stale = program.ProgramChanged(editor="Шубина Л. В.")
    assert "Ваш текст" not in problem_of(stale, "")["detail"]
    assert "Ваш текст на месте" in forms.refused(forms.Form(), stale).refused


def stale_kinds(kind: type[Refused] = Stale) -> list[type[Refused]]:
    return [found for one in kind.__subclasses__() for found in (one, *stale_kinds(one))]


def test_no_refusal_that_a_program_may_read_speaks_of_a_form() -> None:
    for kind in SERVICES:
        services_of(kind)
    assert len(stale_kinds()) >= 2
    spoken = [one for types in map(types_of, SERVICES.values()) for one in types.values()]
    assert [one.name for one in spoken for meaning in one.meanings if "на месте" in meaning.sentence] == []


@pytest.mark.parametrize("kind", SERVICES)
def test_every_type_of_problem_says_what_it_means_and_what_to_do(kind: Any) -> None:
    services_of(kind)
    types = types_of(SERVICES[kind])
    assert types.keys() >= {"wrong-fields", "malformed", "not-signed-in", "stale", kebab("NotForYou")}
    for one in types.values():
        for meaning in one.meanings:
            assert meaning.sentence.endswith((".", "?", "…")), one.name
            assert meaning.remedy.endswith("."), one.name
            for words in (meaning.sentence, meaning.remedy, meaning.title):
                assert "{" not in words, one.name
                assert re.search("[а-я]", words), one.name
