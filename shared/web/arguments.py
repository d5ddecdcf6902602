"""What the function of a door is given: values by name from its place, the address, the form and the query string."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, get_type_hints

import msgspec

from shared.actor import Actor
from shared.db import Tx
from shared.web import forms
from shared.web.body import Fault, WrongFields
from shared.web.desk import Desk, Visitor
from shared.wish import Wish

# What every function may take by name, in every place.
ALWAYS = ("desk", "visitor", "actor", "form")


@dataclass(frozen=True)
class Place:
    """The place of doors: what opens their transactions, the actor's today, and what may be taken by name.

    `settle` runs the reactions to what was recorded in a transaction.
    """

    transaction: Callable[[Actor], AbstractAsyncContextManager[Tx]] | None = None
    today: Callable[[Actor], Awaitable[date]] | None = None
    settle: Callable[[Tx], Awaitable[None]] | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


def arguments(
    function: Callable[..., Any],
    place: Place,
    desk: Desk,
    visitor: Visitor,
    actor: Actor,
    form: forms.Form | None,
    by_position: frozenset[str],
) -> dict[str, Any]:
    """Return the arguments that a function takes by name, without those that it takes by position."""
    held = {**place.given, "desk": desk, "visitor": visitor, "actor": actor, "form": form or forms.Form()}
    held |= visitor.path_params
    found: dict[str, Any] = {}
    for name, filter in asked_for(function).items():
        if name in by_position:
            continue
        if name in held:
            found[name] = held[name]
        elif filter is not None:
            found[name] = filter_of(filter, visitor)
    return found


@cache
def asked_for(function: Callable[..., Any]) -> dict[str, type[msgspec.Struct] | None]:
    """Return the parameters taken by name; a parameter that is a filter comes with its struct."""
    hints = get_type_hints(function)
    asked: dict[str, type[msgspec.Struct] | None] = {}
    for name in inspect.signature(function).parameters:
        struct = hints[name] if isinstance(hints[name], type) and issubclass(hints[name], msgspec.Struct) else None
        if hints[name] is not Tx and not (struct and issubclass(struct, Wish)):
            asked[name] = struct
    return asked


@cache
def takes_tx(function: Callable[..., Any]) -> bool:
    """Tell whether a function takes a transaction, and so runs in its door's one."""
    return Tx in get_type_hints(function).values()


def filter_of(type: type[msgspec.Struct], visitor: Visitor) -> msgspec.Struct:
    """Return a filter. Of a page, a value that does not fit its field is ignored, as if nothing had been chosen.

    A program is told instead, WrongFields: it would take everybody for those it asked for.
    """
    asked: dict[str, list[Any]] = {}
    for name, value in visitor.query_params.multi_items():
        asked.setdefault(name, []).append(value)
    reading = forms.read(type, asked)
    if reading.wish is None:
        if visitor.url.path.startswith("/api/"):
            raise WrongFields(tuple(Fault(f"/{name}", error) for name, error in reading.form.errors.items()))
        right = {name: value for name, value in asked.items() if name not in reading.form.errors}
        reading = forms.read(type, right)
    return reading.wish if reading.wish is not None else type()
