"""The page of the API: what the OpenAPI document says, laid out for a person."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

FORMATS = {
    "uuid": "UUID", "date": "дата: 2026-11-24", "date-time": "дата и время с часовым поясом", "time": "время",
    "uri-reference": "адрес",
}  # fmt: skip
TYPES = {
    "string": "текст", "integer": "целое число", "number": "число", "boolean": "true или false", "null": "null",
    "object": "объект",
}  # fmt: skip
BOUNDS = {
    "minLength": "не короче {}", "maxLength": "не длиннее {}", "minimum": "не меньше {}", "maximum": "не больше {}",
    "minItems": "не меньше {} в списке", "maxItems": "не больше {} в списке", "pattern": "по образцу {}",
}  # fmt: skip


class Piece(msgspec.Struct, frozen=True):
    """A part of a type in words; `schema` is the name of the schema that it leads to."""

    text: str
    schema: str = ""


class Field(msgspec.Struct, frozen=True):
    """A field of a body, of an answer or of the query string."""

    name: str
    type: tuple[Piece, ...]
    required: bool
    bounds: str = ""
    note: str = ""


class Schema(msgspec.Struct, frozen=True):
    """A named object with its fields, or another type under a name."""

    name: str
    note: str
    fields: tuple[Field, ...]
    type: tuple[Piece, ...] = ()


class Operation(msgspec.Struct, frozen=True):
    """One door: what is sent to it, what it answers, who may use it."""

    id: str
    method: str
    path: str
    summary: str
    who: str
    parameters: tuple[Field, ...]
    body: Schema | None
    answer: tuple[Piece, ...]
    status: str
    refusals: tuple[tuple[str, str], ...]


class Section(msgspec.Struct, frozen=True):
    """The operations of one area."""

    id: str
    title: str
    operations: tuple[Operation, ...]


class Reference(msgspec.Struct, frozen=True):
    """The whole page: sections in the order of the document's tags, then every schema that something refers to."""

    sections: tuple[Section, ...]
    schemas: tuple[Schema, ...]


def reference(document: Mapping[str, Any]) -> Reference:
    """Lay out an OpenAPI document."""
    schemas = {name: _schema(name, one) for name, one in document["components"]["schemas"].items()}
    found = [_operation(document, schemas, path, method, one) for path, method, one in _operations(document)]
    sections = [
        Section(
            tag["name"], tag["description"] or tag["name"], tuple(one for name, one in found if name == tag["name"])
        )
        for tag in document["tags"]
    ]
    bodies = {one.body.name for _, one in found if one.body is not None}
    return Reference(tuple(sections), tuple(one for name, one in sorted(schemas.items()) if name not in bodies))


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _operation(
    document: Mapping[str, Any], schemas: Mapping[str, Schema], path: str, method: str, one: Mapping[str, Any]
) -> tuple[str, Operation]:
    status, answer = next((status, told) for status, told in one["responses"].items() if "description" in told)
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    refusals = document["components"]["responses"]
    return one["tags"][0], Operation(
        id=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one["summary"],
        who=one["description"],
        parameters=tuple(
            _field(each["name"], each["schema"], required=each["required"])
            for each in one["parameters"]
            if each["in"] != "header"
        ),
        body=schemas[_name(body)] if body else None,
        answer=tuple(_words(answer.get("content", {}).get("application/json", {}).get("schema", {}))),
        status=status,
        refusals=tuple((each, refusals[each]["description"]) for each in one["responses"] if each in refusals),
    )


def _schema(name: str, told: Mapping[str, Any]) -> Schema:
    required = told.get("required", ())
    fields = [_field(field, one, required=field in required) for field, one in told.get("properties", {}).items()]
    other = () if fields or told.get("type") == "object" else tuple(_words(told))
    return Schema(name, " ".join(told.get("description", "").split()), tuple(fields), other)


def _field(name: str, told: Mapping[str, Any], *, required: bool) -> Field:
    held = [told, *told.get("anyOf", ())]
    bounds = [words.format(one[key]) for one in held for key, words in BOUNDS.items() if key in one]
    if (start := told.get("default")) not in (None, "", [], {}):
        bounds.append(f"если не задано — {msgspec.json.encode(start).decode()}")
    return Field(name, tuple(_words(told)), required, "; ".join(bounds), told.get("description", ""))


def _words(told: Mapping[str, Any]) -> Iterator[Piece]:
    """Say a type in words, schema names as links."""
    match told:
        case {"$ref": _}:
            yield Piece(_name(told), _name(told))
        case {"anyOf": choices} | {"oneOf": choices}:
            yield from _between([list(_words(one)) for one in choices], " или ")
        case {"enum": values}:
            yield Piece(f"одно из: {', '.join(str(value) or 'пустая строка' for value in values)}")
        case {"type": "array", "prefixItems": items}:
            yield Piece("тройка: " if len(items) == 3 else "пара: " if len(items) == 2 else "по порядку: ")
            yield from _between([[Piece(f"{place}) "), *_words(one)] for place, one in enumerate(items, 1)], ", ")
        case {"type": "array"}:
            yield Piece("список: ")
            yield from _words(told.get("items") or {})
        case {"type": "object", "additionalProperties": dict() as value}:
            yield Piece("объект, в каждом поле ")
            yield from _words(value)
        case {"contentEncoding": "base64"}:
            yield Piece("файл в base64")
        case {"type": str() as kind}:
            yield Piece(FORMATS.get(told.get("format", ""), TYPES[kind]))
        case _:
            yield Piece("что угодно" if told else "ничего")


def _between(parts: list[list[Piece]], sign: str) -> Iterator[Piece]:
    for number, part in enumerate(parts):
        if number:
            yield Piece(sign)
        yield from part


def _name(told: Mapping[str, Any]) -> str:
    return str(told["$ref"]).rpartition("/")[2]
