"""Every text that somebody may send has a maximum, and one beyond it is refused."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from deploy.contours import SERVICES, services_of
from deploy.demo.stage import PASSWORD
from services.registry.regulation.edition import model
from shared.contracts.regulation import first_edition
from shared.wish import Wish
from tests.house.lived import Lived, token

# Texts without a bound of their own, each with what bounds it.
BOUNDED_OTHERWISE = {"PublishRegulation": "model.publish refuses a long text anywhere in the edition"}


def wishes(of: type[Wish] = Wish) -> Iterator[type[Wish]]:
    for wish in of.__subclasses__():
        if wish.__module__.startswith(("services.", "shared.")):
            yield wish
        yield from wishes(wish)


def unbounded(told: inspect.Type, path: str, within: tuple[Any, ...] = ()) -> Iterator[str]:
    """Yield the place of every text in a declaration that has no maximum."""
    if isinstance(told, inspect.StrType):
        if told.max_length is None and told.pattern is None:
            yield path
    elif isinstance(told, inspect.StructType):
        if told.cls not in within:
            for field in told.fields:
                yield from unbounded(field.type, f"{path}.{field.name}", (*within, told.cls))
    elif isinstance(told, inspect.UnionType):
        for one in told.types:
            yield from unbounded(one, path, within)
    elif isinstance(told, inspect.DictType):
        yield from unbounded(told.key_type, f"{path}[key]", within)
        yield from unbounded(told.value_type, f"{path}[]", within)
    elif isinstance(told, inspect.TupleType):
        for one in told.item_types:
            yield from unbounded(one, f"{path}[]", within)
    elif isinstance(told, inspect.CollectionType):
        yield from unbounded(told.item_type, f"{path}[]", within)


def test_every_text_of_every_wish_has_a_maximum() -> None:
    for kind in SERVICES:
        assert services_of(kind), "the services are imported, so their wishes are known"
    known = {wish.__name__: wish for wish in wishes()}
    assert len(known) > 40
    assert BOUNDED_OTHERWISE.keys() <= known.keys()
    found = [
        place
        for name, wish in known.items()
        if name not in BOUNDED_OTHERWISE
        for place in unbounded(inspect.type_info(wish), name)
    ]
    assert found == []


def test_a_text_of_any_length_in_an_edition_is_refused() -> None:
    long = msgspec.structs.replace(first_edition(), title="П" * 300_000)
    with pytest.raises(model.TextTooLong, match="длиннее 2000 знаков"):
        model.publish(long)
    entry = msgspec.structs.replace(first_edition().dictionaries[0].entries[0], note="П" * 2_001)
    one = msgspec.structs.replace(first_edition().dictionaries[0], entries=(entry,))
    with pytest.raises(model.TextTooLong):
        model.publish(msgspec.structs.replace(first_edition(), dictionaries=(one,)))


@pytest.mark.parametrize(("contour", "login"), [("region", "ministry"), ("region", "operator"), ("btlh", "curator")])
async def test_a_russian_word_anywhere_in_an_address_is_never_our_fault(contour: str, login: str, year: Lived) -> None:
    async with year.browser(contour, login) as somebody:
        for method, path, _ in year.routes(contour):
            # A live page of whatever name is one that goes on.
            if method == "GET" and "{" in path and not path.startswith(("/static", "/live")):
                tried = "/".join("бтлх" if part.startswith("{") else part for part in path.split("/"))
                answer = await somebody.get(tried)
                assert answer.status_code < 500, tried


@pytest.mark.parametrize("login", ["curator", "mentee"])
async def test_a_login_that_leads_to_a_russian_address_leads_there(login: str, year: Lived) -> None:
    async with year.browser("btlh") as browser:
        page = await browser.get("/login", params={"next": "/люди"})
        form = {"login": login, "password": PASSWORD, "next": "/люди", "_csrf": token(page.text)}
        answer = await browser.post("/sessions", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/%D0%BB%D1%8E%D0%B4%D0%B8")
        lost = await browser.get("/люди")
        assert (lost.status_code, "<h1" in lost.text) == (404, True)


async def test_a_title_of_any_length_in_a_published_edition_is_refused_at_the_door(year: Lived) -> None:
    """As JSON and as a file; both answers say what is too long."""
    long = msgspec.structs.replace(first_edition(), title="П" * 300_000)
    async with year.browser("region", "ministry") as browser:
        page = await browser.get("/regulation")
        csrf = {"x-csrf-token": token(page.text)}
        body = msgspec.json.encode({"edition": long})
        answer = await browser.post("/api/editions", content=body, headers=csrf)
        assert (answer.status_code, "длиннее 2000 знаков" in answer.json()["detail"]) == (422, True)
        sent = {"file": ("edition.json", msgspec.json.encode(long), "application/json")}
        answer = await browser.post("/edition-files", files=sent, headers=csrf)
        assert (answer.status_code, "длиннее 2000 знаков" in answer.text) == (422, True)
