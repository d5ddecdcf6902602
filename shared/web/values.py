"""Turns the text of one field into its value, or says in Russian what is wrong with it."""

import types
import typing
from datetime import date, datetime
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import msgspec

from shared.errors import Invalid
from shared.spelling import composed

EMPTY = "Заполните это поле."
UNREADABLE = "Здесь есть знаки, которые нельзя сохранить. Наберите текст заново."
# A college's dates lie inside these bounds: terms counted from such a date still are valid dates.
DAYS = (date(1900, 1, 1), date(2199, 12, 31))


def is_optional(hint: Any) -> bool:
    """Tell whether a field may be None."""
    kind = unwrapped(hint)
    return get_origin(kind) in (Union, types.UnionType) and type(None) in get_args(kind)


def unwrapped(hint: Any) -> Any:
    """Return a type without its bounds."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def text_of(raw: Any) -> str:
    """Return what was typed, stripped; ValueError when it cannot be stored."""
    text = composed(str(raw or "")).replace("\r\n", "\n").strip()
    if any(ord(sign) < 32 and sign not in "\n\t" for sign in text) or any(
        0xD800 <= ord(sign) < 0xE000 for sign in text
    ):
        raise ValueError(UNREADABLE)
    return text


def secret_of(raw: Any) -> str:
    """Return the text unstripped: a password may begin with a space."""
    text = str(raw or "")
    if "\0" in text or any(0xD800 <= ord(sign) < 0xE000 for sign in text):
        raise ValueError(UNREADABLE)
    return text


def convert(hint: Any, text: str) -> Any:
    """Return the text converted to the field's type; ValueError with a message in Russian."""
    bare = unwrapped(hint)
    try:
        if bare is date:
            return msgspec.convert(_date(text), type=hint)
        if bare in (int, float):
            text = text.replace(",", ".").replace("\u00a0", "").replace(" ", "")
        return msgspec.convert(text, type=hint, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(explain(str(error), bare)) from error


def _date(text: str) -> date:
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"):
        try:
            day = datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        if not DAYS[0] <= day <= DAYS[1]:
            raise ValueError(f"Проверьте год: {day:%d.%m.%Y} не может быть.")
        return day
    raise ValueError(f"«{text[:40]}» — не дата. Напишите день, месяц и год: 24.11.2026.")


def explain(error: str, bare: Any = None) -> str:
    """Explain in Russian what msgspec found wrong with a value."""
    number = "".join(sign for sign in error.split(" - ")[0] if sign.isdigit() or sign in ".-").strip(".")
    number = number.removesuffix(".0").replace(".", ",")
    if "length <=" in error:
        return f"Слишком длинно: не больше {number}."
    if "length >=" in error:
        return EMPTY if number in ("", "1") else f"Слишком коротко: не меньше {number}."
    if ">=" in error or "> " in error:
        return f"Не меньше {number}."
    if "<=" in error or "< " in error:
        return f"Не больше {number}."
    if bare in (int, float) or "`int`" in error or "`float`" in error:
        return "Здесь нужно число."
    if (
        bare is UUID
        or "enum" in error
        or typing.get_origin(bare) is typing.Literal
        or (isinstance(bare, type) and hasattr(bare, "__members__"))
    ):
        return "Выберите из списка."
    if "matching regex" in error:
        return "Здесь есть знаки, которых быть не должно."
    return "Это значение не подходит."


class Unreadable(Invalid):
    """Здесь есть знаки, которые нельзя сохранить. Наберите текст заново."""


class FarDay(Invalid):
    """Проверьте год: {day:%d.%m.%Y} не может быть."""


def check_days(value: Any, field: str | None = None) -> None:
    """Refuse a date outside the bounds, anywhere in a wish that came as JSON."""
    match value:
        case date():
            if not DAYS[0] <= (value.date() if isinstance(value, datetime) else value) <= DAYS[1]:
                raise FarDay(day=value, field=field)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                check_days(getattr(value, name), field or name)
        case dict():
            for one in value.values():
                check_days(one, field)
        case list() | tuple() | set() | frozenset():
            for one in value:
                check_days(one, field)
        case _:
            return


def check_text(value: Any) -> None:
    """Refuse text that PostgreSQL cannot store, anywhere in a wish that came as JSON."""
    match value:
        case str():
            if "\x00" in value or any(0xD800 <= ord(sign) < 0xE000 for sign in value):
                raise Unreadable
        case dict():
            for one in value.values():
                check_text(one)
        case list() | tuple() | set() | frozenset():
            for one in value:
                check_text(one)
        case _:
            return
