"""The API as it is: every JSON door with its wish, its answer and its refusals, straight from the declarations."""

from collections.abc import Sequence
from inspect import cleandoc, signature
from typing import Any, get_type_hints

import msgspec

from shared.doors import Door, Mark
from shared.service import Service

PROBLEM = {
    "type": "object",
    "required": ["error", "status"],
    "properties": {"error": {"type": "string"}, "status": {"type": "integer"}, "field": {"type": "string"}},
}
REFUSALS = {400: "malformed", 401: "not signed in", 403: "forbidden", 404: "not found", 409: "conflict", 422: "invalid"}


def describe(kind: str, services: Sequence[Service]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of a contour of this kind."""
    doors = [door for service in services for subject in service.subjects for door in subject.doors]
    spoken = [door for door in doors if door.kind in ("query", "wish")]
    answers = [_answer(door) for door in spoken]
    types = [type for door, answer in zip(spoken, answers, strict=True) for type in (door.wish, answer) if type]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    told = iter(schemas)
    paths: dict[str, dict[str, Any]] = {}
    for door, answer in zip(spoken, answers, strict=True):
        wish = next(told) if door.wish else None
        paths.setdefault(_path(door), {})[door.method.lower()] = _operation(door, wish, next(told) if answer else None)
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Подрост, {kind}", "version": "1"},
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {**components, "Problem": PROBLEM},
            "responses": {str(status): _refusal(words) for status, words in REFUSALS.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def who_words(door: Door) -> str:
    """Return who may use a door: a mark, or the roles by name."""
    return door.who.name if isinstance(door.who, Mark) else ", ".join(sorted(door.who))


def _refusal(words: str) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _answer(door: Door) -> Any:
    answer = get_type_hints(door.act).get("return")
    return None if answer is type(None) else answer


def _path(door: Door) -> str:
    return "/".join(part.split(":")[0] + "}" if part.startswith("{") else part for part in door.path.split("/"))


def _operation(door: Door, wish: Any, answer: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"description": "done" if door.kind == "wish" else "found"}
    if answer is not None:
        told["content"] = {"application/json": {"schema": answer}}
    responses: dict[str, Any] = {"201" if door.kind == "wish" else "200": told}
    responses |= {str(status): {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
    operation: dict[str, Any] = {
        "operationId": f"{door.method.lower()}_{door.act.__name__}",
        "summary": cleandoc(door.act.__doc__ or "").split("\n")[0],
        "description": f"For: {who_words(door)}.",
        "parameters": [*_in_path(door), *_in_query(door)],
        "responses": responses,
    }
    if wish is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": wish}}}
    return operation


def _in_path(door: Door) -> list[dict[str, Any]]:
    named = [part.strip("{}").split(":")[0] for part in door.path.split("/") if part.startswith("{")]
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named]


def _in_query(door: Door) -> list[dict[str, Any]]:
    hints = get_type_hints(door.act)
    filters = [
        hints[name]
        for name in list(signature(door.act).parameters)[1:]
        if door.kind == "query" and isinstance(hints.get(name), type) and issubclass(hints[name], msgspec.Struct)
    ]
    return [
        {"name": field.name, "in": "query", "required": False, "schema": msgspec.json.schema(field.type)}
        for filter in filters
        for field in msgspec.structs.fields(filter)
    ]
