"""Every text that somebody may send has a maximum, and one beyond it is refused."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from deploy.contours import SERVICES, services_of
from services.registry.regulation.edition import model
from shared.contracts.regulation import first_edition
from shared.wish import Wish

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
