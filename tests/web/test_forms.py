"""The fields of a form become a wish, or an error beside each field."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
import pytest
from msgspec import Meta

from shared.errors import Conflict, Invalid
from shared.web import forms
from shared.web.body import read as read_body
from shared.wish import Line, Note, Upload, Wish


class Row(msgspec.Struct, frozen=True):
    title: Line
    due: date


class Plan(Wish, frozen=True, kw_only=True, forbid_unknown_fields=True):
    person_id: UUID
    title: Line
    starts_on: date
    ends_on: date | None = None
    hours: int = 4
    share: Annotated[float, Meta(ge=0, le=7.5)] | None = None
    kinds: tuple[str, ...] = ()
    agreed: bool = False
    form: Literal["pair", "group"] = "pair"
    words: Note = ""
    rows: tuple[Row, ...] = ()
    list: Upload | None = None


ID = "11111111-1111-4111-8111-111111111111"
RIGHT = {"person_id": [ID], "title": ["  План  "], "starts_on": ["2026-09-01"]}


def test_what_was_typed_becomes_a_wish_with_defaults_for_what_was_left_empty() -> None:
    typed = RIGHT | {"ends_on": [""], "hours": ["12"], "share": ["2,5"], "kinds": ["group", "speed"], "agreed": ["on"]}

    wish = forms.read(Plan, typed).wish

    assert wish == Plan(
        person_id=UUID(ID), title="План", starts_on=date(2026, 9, 1), hours=12, share=2.5, kinds=("group", "speed"),
        agreed=True,
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["2026-09-01", "01.09.2026", "1.9.2026", "01.09.26"])
def test_a_date_may_be_typed_as_people_write_it(typed: str) -> None:
    wish = forms.read(Plan, RIGHT | {"starts_on": [typed]}).wish

    assert wish is not None
    assert wish.starts_on == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("field", "typed", "answer"),
    [
        ("title", "", "Заполните это поле."),
        ("title", "я" * 301, "Слишком длинно: не больше 300."),
        ("starts_on", "31.02.2026", "не дата"),
        ("starts_on", "вчера", "не дата"),
        ("hours", "много", "Здесь нужно число."),
        ("share", "-1", "Не меньше 0."),
        ("share", "8", "Не больше 7,5."),
        ("form", "stranger", "Выберите из списка."),
        ("person_id", "not-an-id", "Выберите из списка."),
        ("words", "ноль\x00", "знаки, которые нельзя сохранить"),
        ("title", "\ud800", "знаки, которые нельзя сохранить"),
    ],
)
def test_each_wrong_field_has_its_answer_and_keeps_what_was_typed(field: str, typed: str, answer: str) -> None:
    reading = forms.read(Plan, RIGHT | {field: [typed]})

    assert reading.wish is None
    assert answer in reading.form.error(field)
    assert list(reading.form.errors) == [field]
    assert reading.form.value(field) == typed
    assert reading.form.value("starts_on", "x") == (typed if field == "starts_on" else "2026-09-01")


def test_every_wrong_field_is_answered_at_once() -> None:
    reading = forms.read(Plan, {"starts_on": ["когда-нибудь"], "hours": ["x"]})

    assert set(reading.form.errors) == {"person_id", "title", "starts_on", "hours"}


def test_what_the_path_says_cannot_be_typed_otherwise() -> None:
    other = UUID(int=7)

    wish = forms.read(Plan, RIGHT, fixed={"person_id": other}).wish

    assert wish is not None
    assert wish.person_id == other


def test_repeated_rows_are_read_in_their_order_and_empty_ones_are_no_rows() -> None:
    typed = RIGHT | {
        "rows.1.title": ["второе"], "rows.1.due": ["2026-10-01"],
        "rows.0.title": ["первое"], "rows.0.due": ["2026-09-10"],
        "rows.2.title": [""], "rows.2.due": [""],
    }  # fmt: skip

    wish = forms.read(Plan, typed).wish

    assert wish is not None
    assert [row.title for row in wish.rows] == ["первое", "второе"]


def test_a_wrong_row_is_named_by_its_number() -> None:
    reading = forms.read(Plan, RIGHT | {"rows.3.title": ["что-то"], "rows.3.due": ["никогда"]})

    assert reading.form.error("rows").startswith("Строка 4: ")


def test_every_wrong_field_of_every_row_is_answered_beside_it() -> None:
    reading = forms.read(Plan, RIGHT | {"rows.3.title": [""], "rows.3.due": ["никогда"], "rows.5.title": ["что-то"]})

    assert list(reading.form.errors) == ["rows.3.title", "rows.3.due", "rows.5.due"]


def test_a_mistake_is_named_by_the_words_of_its_field_and_asks_as_its_control_does() -> None:
    form = forms.read(Plan, {"starts_on": ["вчера"], "rows.3.title": ["что-то"]}).form
    form.call("title", "Что делаем")
    form.call("person_id", "Научно-теоретические", "select")
    form.call("starts_on", "Начало", "date")
    form.call("rows", "Строки плана")

    assert {one.field: one.text for one in form.mistakes()} == {
        "person_id": "Научно-теоретические: выберите из списка.",
        "title": "Что делаем: заполните это поле.",
        "starts_on": "Начало: «вчера» — не дата. Напишите день, месяц и год: 24.11.2026.",
        "rows": "Строки плана: Строка 4: Заполните это поле.",
    }


def test_a_file_is_taken_as_name_and_bytes_and_never_shown_back() -> None:
    reading = forms.read(Plan, RIGHT | {"list": [Upload("список.xlsx", b"PK")]})

    assert reading.wish is not None
    assert reading.wish.list == Upload("список.xlsx", b"PK")
    assert "list" not in reading.form.typed


def test_a_refusal_stands_beside_its_field_or_above_the_form() -> None:
    form = forms.Form(wish="Plan", typed={"title": ["План"]})

    assert forms.refused(form, Conflict("Занято.", field="title")).error("title") == "Занято."
    assert forms.refused(form, Conflict("Занято.")).refused == "Занято."
    assert forms.refused(form, Conflict("Занято.")).value("title") == "План"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"title": "\xff"}', 400),
        (b"[]", 422),
        (b'{"title": 7}', 422),
        (b'{"title": "x", "role": "admin", "person_id": "' + ID.encode() + b'", "starts_on": "2026-09-01"}', 422),
        (b'{"title": "\\u0000", "person_id": "' + ID.encode() + b'", "starts_on": "2026-09-01"}', 422),
    ],
)
def test_json_that_is_malformed_too_deep_or_of_the_wrong_type_is_refused(body: bytes, status: int) -> None:
    with pytest.raises(Invalid) as refusal:
        read_body(Plan, body, {})

    assert refusal.value.status == status


def test_a_form_is_known_by_its_wish_and_its_thing() -> None:
    posted = forms.Form(wish="ReturnCorrection", about={"correction_id": ID}, typed={"comment": ["почему"]})

    own = posted.of("ReturnCorrection", correction_id=UUID(ID))
    other = posted.of("ReturnCorrection", correction_id=UUID(int=2))

    assert (own.value("comment"), other.value("comment")) == ("почему", "")
    assert own.thing != other.thing
    assert posted.of("ApproveCorrection", correction_id=UUID(ID)).value("comment") == ""


def test_a_thing_that_the_address_does_not_name_is_known_by_its_field() -> None:
    posted = forms.Form(wish="ReflectOnDifficulty", typed={"domain": ["method"], "text": ["легче"]})

    assert posted.of("ReflectOnDifficulty", domain="method").value("text") == "легче"
    assert posted.of("ReflectOnDifficulty", domain="ict").value("text") == ""
