"""Turns a posted form into a wish, or into errors beside its fields; what was typed is kept."""

import re
import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from shared.errors import Invalid, Refused
from shared.spelling import composed
from shared.wish import Secret, Upload

W = TypeVar("W", bound=msgspec.Struct)
Typed = Mapping[str, Sequence[Any]]

EMPTY = "Заполните это поле."
UNREADABLE = "Здесь есть знаки, которые нельзя сохранить. Наберите текст заново."
# A college's dates lie inside these bounds: terms counted from such a date still are valid dates.
DAYS = (date(1900, 1, 1), date(2199, 12, 31))
# More rows than any list of a form has; a longer list is refused, never cut.
MOST_ROWS = 5000
NUMBER = re.compile(r"[0-9]{1,6}\Z")


class Form(msgspec.Struct, frozen=True):
    """What a form shows: what was typed, an error beside each wrong field, and a refusal above the form.

    `about` holds the path parameters of the posted form; `thing` distinguishes forms of one wish on a page.
    """

    wish: str = ""
    typed: Typed = {}
    errors: Mapping[str, str] = {}
    refused: str = ""
    about: Mapping[str, str] = {}
    thing: str = ""

    def of(self, wish: str, **about: object) -> "Form":
        """Return this form if it belongs to that wish and those things, else an empty one.

        A thing is a path parameter or a field: `form.of("ReturnCorrection", correction_id=one.id)`.
        """
        thing = "-".join(str(value) for value in about.values())
        own = self.wish == wish and all(self._about(name) == str(value) for name, value in about.items())
        return msgspec.structs.replace(self, thing=thing) if own else Form(wish=wish, thing=thing)

    def _about(self, name: str) -> str:
        return self.about[name] if name in self.about else str(self.value(name))

    def value(self, name: str, otherwise: Any = "") -> Any:
        """Return what was typed into a field, or its initial value."""
        return self.typed[name][0] if self.typed.get(name) else otherwise

    def values(self, name: str, otherwise: Sequence[Any] = ()) -> Sequence[Any]:
        """Return everything chosen in a field of several choices."""
        return self.typed.get(name, ()) if self.wish and self.typed else otherwise

    def error(self, name: str) -> str:
        """Return the error beside a field; empty when there is none."""
        return self.errors.get(name, "")


class Reading(msgspec.Struct, Generic[W], frozen=True):
    """The wish, or the form with its errors."""

    wish: W | None
    form: Form


def read(
    wish: type[W], typed: Typed, *, fixed: Mapping[str, Any] | None = None, about: Mapping[str, str] | None = None
) -> Reading[W]:
    """Turn what was typed into a wish; `fixed` are values from the path that the form cannot change.

    `about` identifies the form: every parameter of the path, as text.
    """
    fixed = fixed or {}
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    hints = _hints(wish)
    for field in msgspec.structs.fields(wish):
        if field.name in fixed:
            values[field.name] = fixed[field.name]
            continue
        hint = hints[field.name]
        try:
            value = _field(hint, field.name, typed)
        except ValueError as error:
            errors[field.name] = str(error)
            continue
        if value is not None or not field.required:
            if value is not None:
                values[field.name] = value
        elif _optional(hint):
            values[field.name] = None
        else:
            errors[field.name] = EMPTY
    shown = {
        name: value
        for name, value in typed.items()
        if name not in secrets(wish) and not any(isinstance(one, Upload) for one in value)
    }
    form = Form(wish=wish.__name__, typed=shown, errors=errors, about=about or {})
    return Reading(None if errors else wish(**values), form)


def secrets(wish: type[msgspec.Struct]) -> frozenset[str]:
    """Return the names of fields whose values are neither shown again nor kept, not even as a digest."""
    return frozenset(name for name, hint in _hints(wish).items() if hint == Secret)


@cache
def _hints(wish: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(wish, include_extras=True)


def refused(form: Form, refusal: Refused) -> Form:
    """Return the form with the refusal beside its field, or above the form."""
    message = f"{refusal.message} {refusal.in_form}".rstrip()
    if refusal.field is not None:
        return msgspec.structs.replace(form, errors={**form.errors, refusal.field: message})
    return msgspec.structs.replace(form, refused=message)


def _optional(hint: Any) -> bool:
    hint = _bare(hint)
    return get_origin(hint) in (Union, types.UnionType) and type(None) in get_args(hint)


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _field(hint: Any, name: str, typed: Typed) -> Any:
    """Return a field's value, None when nothing was typed; ValueError with the message for the person."""
    bare = _bare(hint)
    if _optional(bare):
        inner = [one for one in get_args(bare) if one is not type(None)]
        return _field(inner[0] if len(inner) == 1 else Union[tuple(inner)], name, typed)  # noqa: UP007 — built, not written
    if get_origin(bare) in (tuple, list, frozenset, set):
        return _several(bare, hint, name, typed)
    if bare is bool:
        return bool(typed.get(name)) and typed[name][0] not in ("", "0", "false", "off")
    raw = typed[name][-1] if typed.get(name) else None
    if bare is Upload:
        return raw if isinstance(raw, Upload) and raw.content else None
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        return _row(bare, _inside(name, typed))
    text = _secret(raw) if hint == Secret else _text(raw)
    return None if not text else convert(hint, text)


def _several(bare: Any, hint: Any, name: str, typed: Typed) -> Any:
    inner = get_args(bare)[0]
    if isinstance(_bare(inner), type) and issubclass(_bare(inner), msgspec.Struct):
        rows = _rows(_bare(inner), name, typed)
    else:
        rows = [convert(inner, text) for text in map(_text, typed.get(name, ())) if text]
    try:
        return msgspec.convert(rows, type=hint)
    except msgspec.ValidationError as error:
        raise ValueError(explain(str(error))) from error


def _rows(row: type[msgspec.Struct], name: str, typed: Typed) -> list[Any]:
    """Return repeated rows, posted as `name.0.field`; an empty row is skipped."""
    found: dict[int, dict[str, Sequence[Any]]] = {}
    for key, values in _inside(name, typed).items():
        place, _, field = key.partition(".")
        if NUMBER.match(place):
            found.setdefault(int(place), {})[field] = values
    if len(found) > MOST_ROWS:
        raise ValueError(f"Здесь больше {MOST_ROWS} строк. Отправьте их частями.")
    return [
        _row(row, own, f"Строка {number + 1}: ")
        for number, own in sorted(found.items())
        if any(_text(value) for values in own.values() for value in values)
    ]


def _inside(name: str, typed: Typed) -> dict[str, Sequence[Any]]:
    """Return the fields posted under a name, as `name.field`."""
    start = f"{name}."
    return {key[len(start) :]: values for key, values in typed.items() if key.startswith(start)}


def _row(row: type[W], own: Typed, where: str = "") -> W:
    reading = read(row, own)
    if reading.wish is None:
        raise ValueError(where + " ".join(reading.form.errors.values()))
    return reading.wish


def _text(raw: Any) -> str:
    text = composed(str(raw or "")).replace("\r\n", "\n").strip()
    if any(ord(sign) < 32 and sign not in "\n\t" for sign in text) or any(
        0xD800 <= ord(sign) < 0xE000 for sign in text
    ):
        raise ValueError(UNREADABLE)
    return text


def _secret(raw: Any) -> str:
    """Return the text unstripped: a password may begin with a space."""
    text = str(raw or "")
    if "\0" in text or any(0xD800 <= ord(sign) < 0xE000 for sign in text):
        raise ValueError(UNREADABLE)
    return text


def convert(hint: Any, text: str) -> Any:
    """Return the text converted to the field's type; ValueError with a message in Russian."""
    bare = _bare(hint)
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
