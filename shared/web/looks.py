"""Whose data an answer shows: found when it is made, noted in the access log when it is sent (security.py)."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from shared.actor import Actor
from shared.db import Tx
from shared.doors import SHOWN, Door, View
from shared.shown import Whose, people_in
from shared.web.desk import Desk, Visitor
from shared.web.guards import visit_of


def look(door: Door, found: object, visitor: Visitor, actor: Actor, more: Iterable[UUID | Whose] = ()) -> None:
    """Keep whose data an answer shows: those in it, `more`, and the person whom the address names."""
    if door.impersonal or (door.kind in ("form", "wish") and not isinstance(found, View)):
        return
    home, visit = actor.organization, visit_of(visitor)
    named = set(more)
    people: frozenset[Whose] = frozenset()
    if isinstance(found, View):
        people = people_in({name: one for name, one in found.context.items() if name not in found.unread}, home)
        named |= set(found.about)
    elif door.reads == SHOWN:
        people = people_in(found, home)
    person = visitor.path_params.get("person_id")
    if isinstance(person, UUID):
        named.add(Whose(visitor.path_params.get("organization", home), person))
    visit.shown = people | {one if isinstance(one, Whose) else Whose(home, one) for one in named}
    visit.roles = actor.roles


async def others(door: Door, function: Callable[..., Any], tx: Tx, visitor: Visitor) -> Iterable[UUID | Whose]:
    """Return the people that a door's own function finds."""
    if function is not door.act or not callable(door.reads):
        return ()
    wanted = inspect.signature(door.reads).parameters
    return await door.reads(tx, **{name: one for name, one in visitor.path_params.items() if name in wanted})


def of_program(desk: Desk, path: str) -> str:
    """Return what a program's read is called to the person: the entry of the navigation that shows the same."""
    page = path.removeprefix("/api")
    found = [nav for nav in desk.nav if page == nav.url or page.startswith(f"{nav.url}/")]
    title = max(found, key=lambda nav: len(nav.url)).title if found else page
    return f"{title} (через программу)"
