"""The description of the API is valid, and has what a client needs to know of every door."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from deploy.contours import SERVICES, services_of
from deploy.docs import own_of
from shared.config import Kind
from shared.doors import Door
from shared.web.openapi import describe
from shared.web.problems import kebab

DESCRIBED: dict[Kind, Any] = {
    kind: msgspec.json.decode(msgspec.json.encode(describe(kind, [*services_of(kind), *own_of(kind)])))
    for kind in SERVICES
}
KINDS = pytest.mark.parametrize("kind", SERVICES)


def operations(kind: Kind) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in DESCRIBED[kind]["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def doors(kind: Kind) -> list[Door]:
    found = [
        door
        for service in [*services_of(kind), *own_of(kind)]
        for subject in service.subjects
        for door in subject.doors
    ]
    return [door for door in found if door.kind in ("query", "wish")]


def found(document: Any, what: str) -> Iterator[Any]:
    """Every value under a key, however deep."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key == what:
                yield value
            yield from found(value, what)
    elif isinstance(document, list):
        for one in document:
            yield from found(one, what)


@KINDS
def test_the_description_is_valid(kind: Kind) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(DESCRIBED[kind]).iter_errors()] == []


@KINDS
def test_every_json_door_is_an_operation_with_a_name_of_its_own(kind: Kind) -> None:
    paths = {name for name, _ in operations(kind)}
    assert paths == {f"{door.method.lower()} {re.sub(':[a-z]+}', '}', door.path)}" for door in doors(kind)}
    names = Counter(operation["operationId"] for _, operation in operations(kind))
    assert [name for name, times in names.items() if times > 1] == []


@KINDS
def test_every_operation_says_what_it_does_and_where_it_belongs(kind: Kind) -> None:
    assert [name for name, operation in operations(kind) if not operation["summary"]] == []
    tags = {tag["name"] for tag in DESCRIBED[kind]["tags"]}
    assert {tag for _, operation in operations(kind) for tag in operation["tags"]} == tags


@KINDS
def test_every_reference_leads_somewhere(kind: Kind) -> None:
    for reference in found(DESCRIBED[kind], "$ref"):
        place: Any = DESCRIBED[kind]
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
        assert place


@KINDS
def test_a_wish_takes_no_unknown_field_and_nothing_that_its_address_says(kind: Kind) -> None:
    schemas = DESCRIBED[kind]["components"]["schemas"]
    wishes = [(door, schemas[door.wish.__name__]) for door in doors(kind) if door.wish is not None]
    assert wishes
    for door, schema in wishes:
        assert schema["additionalProperties"] is False, door.path
        in_path = set(re.findall(r"{(\w+):", door.path))
        assert not in_path & {*schema["properties"], *schema.get("required", ())}, door.path


@KINDS
def test_an_address_and_a_filter_say_the_form_of_their_values(kind: Kind) -> None:
    parameters = [one for _, operation in operations(kind) for one in operation["parameters"]]
    for one in parameters:
        assert one["schema"], one["name"]
        if one["in"] == "path" and one["name"].endswith("_id") and one["name"] != "edition_id":
            assert one["schema"]["format"] == "uuid", one["name"]


def test_days_and_ids_are_told_from_text() -> None:
    formats = Counter(found(DESCRIBED["college"]["components"]["schemas"], "format"))
    assert formats["uuid"] > 20
    assert formats["date"] > 20


@KINDS
def test_a_refusal_is_a_problem(kind: Kind) -> None:
    responses = DESCRIBED[kind]["components"]["responses"]
    assert {media for response in responses.values() for media in response["content"]} == {"application/problem+json"}


def test_a_problem_is_named_as_its_refusal() -> None:
    assert (kebab("NotSignedIn"), kebab("TooLong")) == ("not-signed-in", "too-long")
