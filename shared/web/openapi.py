"""The OpenAPI description of a contour, made of the declarations of its JSON doors."""

import re
from collections.abc import Iterator, Mapping, Sequence
from inspect import cleandoc, signature
from typing import Any, get_type_hints

import msgspec

from shared.actor import ROLE_WORDS
from shared.config import Kind
from shared.doors import SIGNED_IN, Door, Mark
from shared.service import Service, scope_of

PROBLEM_JSON = "application/problem+json"
# RFC 9457; `errors` and `field` are ours: every faulty field of the wish, and the first of them.
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "Вид отказа; по этому адресу он объяснён. about:blank — правила нет, всё сказано в status.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "То, что прочитал бы человек: по-русски, с пунктом правила."},
        "instance": {"type": "string", "format": "uri-reference", "description": "Номер запроса, он же в журнале."},
        "field": {"type": "string", "description": "Первое поле из errors."},
        "errors": {
            "type": "array",
            "description": "Все поля, которые нужно поправить.",
            "items": {
                "type": "object",
                "required": ["pointer", "field", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Место в теле запроса: JSON Pointer (RFC 6901)."},
                    "field": {"type": "string", "description": "То же место, как его называет форма: rows.0.text."},
                    "detail": {"type": "string", "description": "Что не так, по-русски."},
                },
            },
        },
    },
}
REFUSALS = {
    400: "тело запроса — не JSON", 401: "нет действующего ключа", 403: "нет права", 404: "нет или не видно",
    409: "сейчас нельзя", 422: "поля заполнены неверно",
}  # fmt: skip
KINDS: Mapping[Kind, str] = {"college": "колледж", "region": "регион", "federation": "федерация"}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Одноразовый ключ запроса: повтор с ним ничего не делает второй раз и получает первый ответ.",
}
# The cookie is named after the contour; a change also takes the page's form token.
SESSION = {
    "type": "apiKey",
    "in": "cookie",
    "name": "podrost-{contour}",
    "description": "Сеанс человека в браузере; POST несёт ещё X-CSRF-Token страницы. Ключ здесь не подходит.",
}
IN_PATH = re.compile(r"\{(\w+):(\w+)\}")
IN_URL: Mapping[str, dict[str, str]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "date": {"type": "string", "format": "date"},
    "int": {"type": "integer"},
    "str": {"type": "string"},
}


class JsonDoor(msgspec.Struct, frozen=True):
    """A JSON door with its subject, its area, the Russian title of the area, and the scope by which a key opens it."""

    door: Door
    subject: str
    area: str
    title: str
    scope: str


def describe(kind: Kind, services: Sequence[Service]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of a contour of this kind."""
    spoken = list(_spoken(services))
    schemas, components = _schemas([type for one in spoken for type in _types(one.door)])
    for one in spoken:
        if one.door.wish is not None:
            _without_path(one.door, components[one.door.wish.__name__])
    paths: dict[str, dict[str, Any]] = {}
    for one in spoken:
        paths.setdefault(_path(one.door), {})[one.door.method.lower()] = _operation(one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Подрост: {KINDS[kind]}", "version": "1"},
        "tags": [
            {"name": name, "description": title} for name, title in {one.area: one.title for one in spoken}.items()
        ],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {**components, "Problem": PROBLEM},
            "responses": {str(status): _refusal(words) for status, words in REFUSALS.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}, "session": SESSION},
        },
        "security": [{"token": []}],
    }


def _spoken(services: Sequence[Service]) -> Iterator[JsonDoor]:
    for service in services:
        for area in service.areas:
            for subject in area.subjects:
                for door in subject.doors:
                    if door.kind in ("query", "wish"):
                        scope = f"{'write' if door.kind == 'wish' else 'read'}:{scope_of(service, subject)}"
                        yield JsonDoor(door, subject.name, area.name, area.title, scope)


def _types(door: Door) -> list[Any]:
    """Return every type of a door: its wish, its answer, the fields of its filters."""
    return [type for type in (door.wish, _answer(door), *(field.type for field in _filters(door))) if type is not None]


def _schemas(types: Sequence[Any]) -> tuple[dict[Any, Any], dict[str, Any]]:
    unique = list(dict.fromkeys(types))
    schemas, components = msgspec.json.schema_components(unique, ref_template="#/components/schemas/{name}")
    return dict(zip(unique, schemas, strict=True)), components


def _without_path(door: Door, schema: dict[str, Any]) -> None:
    """Remove the path's parameters from the schema of the body: a body cannot change them."""
    for name, _ in IN_PATH.findall(door.path):
        schema["properties"].pop(name, None)
        if name in schema.get("required", ()):
            schema["required"].remove(name)


def who_words(door: Door) -> str:
    """Return who may use a door: a mark such as «signed in», or the roles; «in person»: not with a token."""
    who = door.who.name if isinstance(door.who, Mark) else ", ".join(sorted(door.who))
    return f"{who}; in person" if door.in_person else who


def _for_whom(door: Door) -> str:
    """Return who may use a door, as people call them."""
    if isinstance(door.who, Mark):
        signed_in = "всем, кто вошёл в браузере" if door.in_person else "всем, у кого есть ключ"
        return signed_in if door.who == SIGNED_IN else door.who.name
    return ", ".join(words for role, words in ROLE_WORDS.items() if role in door.who)


def _refusal(words: str) -> dict[str, Any]:
    return {"description": words, "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _answer(door: Door) -> Any:
    answer = get_type_hints(door.act).get("return")
    return None if answer is type(None) else answer


def _path(door: Door) -> str:
    return IN_PATH.sub(r"{\1}", door.path)


def _operation(one: JsonDoor, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    door, answer = one.door, _answer(one.door)
    told: dict[str, Any] = {"description": "сделано" if door.kind == "wish" else "найдено"}
    if answer is not None:
        told["content"] = {"application/json": {"schema": schemas[answer]}}
    responses: dict[str, Any] = {"201" if door.kind == "wish" else "200": told}
    responses |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
    operation: dict[str, Any] = {
        "operationId": f"{one.subject}_{door.act.__name__}",
        "tags": [one.area],
        "summary": cleandoc(door.act.__doc__ or "").split("\n")[0],
        "description": f"Кому: {_for_whom(door)}." + ("" if door.in_person else f" Ключ открывает: {one.scope}."),
        "parameters": [*_in_path(door), *_in_query(door, schemas), *([KEY] if door.kind == "wish" else [])],
        "responses": responses,
    }
    operation["security"] = [{"session": []}] if door.in_person else [{"token": [one.scope]}]
    if door.wish is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schemas[door.wish]}}}
    return operation


def _in_path(door: Door) -> list[dict[str, Any]]:
    found = IN_PATH.findall(door.path)
    return [{"name": name, "in": "path", "required": True, "schema": IN_URL[type]} for name, type in found]


def _in_query(door: Door, schemas: Mapping[Any, Any]) -> list[dict[str, Any]]:
    return [
        {"name": field.name, "in": "query", "required": False, "schema": schemas[field.type]}
        for field in _filters(door)
    ]


def _filters(door: Door) -> list[msgspec.structs.FieldInfo]:
    """Return the fields of the filters that a query reads from the query string."""
    if door.kind != "query":
        return []
    hints = get_type_hints(door.act, include_extras=True)
    asked = [hints[name] for name in signature(door.act).parameters]
    structs = [one for one in asked if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    return [field for struct in structs for field in msgspec.structs.fields(struct)]
