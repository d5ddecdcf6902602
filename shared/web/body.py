"""Reads a wish from a JSON body. Every fault is reported at once, each with its place and a sentence in Russian."""

import types
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from shared.errors import Invalid, Refused, SeveralWrong
from shared.spelling import composed_all
from shared.web import values

W = TypeVar("W", bound=msgspec.Struct)

UNKNOWN = "Такого поля здесь нет."
# What a value has to be, by its type.
EXPECTED: Mapping[Any, str] = {
    str: "Здесь нужен текст.",
    bool: "Здесь нужно true или false.",
    int: "Здесь нужно целое число.",
    float: "Здесь нужно число.",
    date: "Здесь нужна дата: 2026-11-24.",
    datetime: "Здесь нужны дата и время с часовым поясом: 2026-11-24T14:02:00+07:00.",
    UUID: "Здесь нужен идентификатор UUID.",
    bytes: "Здесь нужно содержимое файла в base64.",
}


class Malformed(Invalid):
    """Тело запроса — не JSON: {reason}."""

    status = 400


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in one place of a body: the place as a JSON pointer (RFC 6901), and a sentence in Russian."""

    pointer: str
    detail: str

    @property
    def field(self) -> str:
        """The field as a form names it: `rows.0.text`; empty for the body itself."""
        return self.pointer.removeprefix("/").replace("/", ".")


class WrongFields(Invalid):
    """Запрос не принят: {places}."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        told = "; ".join(f"«{fault.field}» — {fault.detail.rstrip('.')}" if fault.field else fault.detail.rstrip(".")
                         for fault in faults[:20])  # fmt: skip
        super().__init__(field=faults[0].field or None, places=told)


def faults_of(refusal: Refused) -> tuple[Fault, ...]:
    """Return what a refusal says of single fields."""
    if isinstance(refusal, WrongFields):
        return refusal.faults
    if isinstance(refusal, SeveralWrong):
        return tuple(fault for one in refusal.refusals for fault in faults_of(one))
    if refusal.field is None:
        return ()
    return (Fault(f"/{refusal.field.replace('.', '/')}", refusal.message),)


def read(wish: type[W], body: bytes, path: Mapping[str, Any]) -> W:
    """Return the wish in a body; values from the path override those of the body.

    Raises Malformed when the body is no JSON, WrongFields with every fault when it is not this wish.
    """
    try:
        told = composed_all(msgspec.json.decode(body or b"{}"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(reason=_reason(error, body)) from error
    if isinstance(told, dict):
        told |= {name: value for name, value in path.items() if name in wish.__struct_fields__}
    faults = tuple(_of_struct(wish, told, ""))
    if faults:
        raise WrongFields(faults)
    return msgspec.convert(told, type=wish)


def _reason(error: Exception, body: bytes) -> str:
    """Say in Russian why a body is no JSON, and where."""
    words = str(error)
    place = words.rpartition("(byte ")[2].rstrip(")")
    if isinstance(error, RecursionError):
        return "скобки вложены слишком глубоко"
    if "truncated" in words:
        return "оно обрывается раньше конца"
    if isinstance(error, UnicodeDecodeError) or not place.isdigit():
        return "текст должен быть в кодировке UTF-8"
    before = body[: int(place)].decode(errors="replace")
    lines = before.split("\n")
    where = f"в строке {len(lines)}, " if len(lines) > 1 else ""
    return f"ошибка {where}в знаке {len(lines[-1]) + 1}"


def _of_struct(struct: type[msgspec.Struct], told: Any, place: str) -> Iterator[Fault]:
    """Find what is wrong with an object: fields that are missing, unknown or do not fit."""
    if not isinstance(told, dict):
        yield Fault(place, "Здесь нужен объект JSON.")
        return
    hints = _hints(struct)
    for field in msgspec.structs.fields(struct):
        own = f"{place}/{field.encode_name}"
        if field.encode_name in told:
            yield from _of_value(hints[field.name], told[field.encode_name], own)
        elif field.required:
            yield Fault(own, values.EMPTY)
    if struct.__struct_config__.forbid_unknown_fields:
        known = {field.encode_name for field in msgspec.structs.fields(struct)}
        yield from (Fault(f"{place}/{_escaped(name)}", UNKNOWN) for name in told if name not in known)


def _of_value(hint: Any, told: Any, place: str) -> Iterator[Fault]:
    """Find what is wrong with a value, inside it first."""
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(bare) in (Union, types.UnionType) and type(None) in get_args(bare):
        if told is None:
            return
        inner = [one for one in get_args(bare) if one is not type(None)]
        bare = hint = inner[0] if len(inner) == 1 else bare
        bare = get_args(bare)[0] if get_origin(bare) is Annotated else bare
    found: list[Fault] = []
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        found = list(_of_struct(bare, told, place))
    elif get_origin(bare) in (tuple, list, frozenset, set) and isinstance(told, list):
        item = get_args(bare)[0]
        found = [fault for number, one in enumerate(told) for fault in _of_value(item, one, f"{place}/{number}")]
    yield from found or _of_leaf(hint, bare, told, place)


def _of_leaf(hint: Any, bare: Any, told: Any, place: str) -> Iterator[Fault]:
    """Find what is wrong with a value as a whole: its type, its bounds, its text, its days."""
    try:
        values.check_text(told)
        values.check_days(msgspec.convert(told, type=hint))
    except Refused as refusal:
        yield Fault(place, refusal.message)
    except msgspec.ValidationError as error:
        yield Fault(place, _explained(str(error), bare))


def _explained(error: str, bare: Any) -> str:
    wrong_type = error.startswith(("Expected", "Invalid")) and not any(
        sign in error for sign in ("length", "<", ">", "regex", "enum")
    )
    if wrong_type and bare in EXPECTED:
        return EXPECTED[bare]
    if get_origin(bare) is Literal:
        return f"Здесь нужно одно из: {', '.join(map(str, get_args(bare)))}."
    if get_origin(bare) in (tuple, list, frozenset, set) and "got" in error and "length" not in error:
        return "Здесь нужен список."
    return values.explain(error, bare)


def _escaped(name: str) -> str:
    """Return a name as a JSON pointer has it."""
    return name.replace("~", "~0").replace("/", "~1")


@cache
def _hints(struct: type[msgspec.Struct]) -> dict[str, Any]:
    return get_type_hints(struct, include_extras=True)
