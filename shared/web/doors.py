"""Doors: what a subject declares to be reached by. A door says who may use it; bind.py opens its transaction.

page("/needs", show_needs, who=CURATOR)                    GET, a page: the function returns a View
form("/needs", MarkNeed, mark_need, page=show_needs, ...)  POST from that page; a refusal shows it again, as typed
query("/api/needs", needs, who=CURATOR)                    GET, JSON
wish("/api/needs", MarkNeed, mark_need, who=CURATOR)       POST, JSON: the body is the whole command
file("/acts/{act_id:uuid}/order.docx", order, who=...)     GET, a file: the function returns a File
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal

import msgspec

from shared.actor import Role

Show = Callable[..., Awaitable[Any]]
Act = Callable[..., Awaitable[Any]]


class Mark(msgspec.Struct, frozen=True):
    """Who may use a door that no role is asked for."""

    name: str


ANYONE = Mark("anyone")
SIGNED_IN = Mark("signed in")
# Not a person: a contour that we follow, by the signature of its key on the request itself.
CONTOUR = Mark("enrolled contour")
Who = frozenset[Role] | Mark


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """One route: its method and path, who may use it, and the function behind it.

    `act` is the function; for a form, `page` shows it again after a refusal and `then` tells where to go.
    """

    kind: Literal["page", "form", "query", "wish", "file"]
    path: str
    who: Who
    act: Act
    wish: type[msgspec.Struct] | None = None
    page: Show | None = None
    then: str | Callable[..., str] = ""
    said: str | Callable[..., str] = ""
    upload: bool = False

    @property
    def method(self) -> Literal["GET", "POST"]:
        """The HTTP method: a wish is posted, everything else is read."""
        return "POST" if self.kind in ("form", "wish") else "GET"


class View(msgspec.Struct, frozen=True):
    """What a page function returns: a template and what it shows; `seen_by` says who else sees it."""

    template: str
    context: Mapping[str, Any]
    title: str
    seen_by: str = ""


class Go(msgspec.Struct, frozen=True):
    """What a form's command may return to go somewhere else than its door says."""

    url: str
    said: str = ""
    kind: str = "ok"
    cookies: tuple[Mapping[str, Any], ...] = ()
    headers: Mapping[str, str] = {}


class File(msgspec.Struct, frozen=True):
    """A document to download."""

    name: str
    media_type: str
    content: bytes
    inline: bool = False


def roles(*roles: Role) -> frozenset[Role]:
    """Return the roles a door is open to."""
    return frozenset(roles)


def page(path: str, act: Show, *, who: Who) -> Door:
    """Declare a page."""
    return Door(kind="page", path=path, who=who, act=act)


def form(
    path: str,
    wish: type[msgspec.Struct],
    act: Act,
    *,
    page: Show,
    who: Who,
    then: str | Callable[..., str],
    said: str | Callable[..., str] = "",
    upload: bool = False,
) -> Door:
    """Declare where a form is posted; `then` and `said` may be functions of (command, result)."""
    return Door(kind="form", path=path, who=who, act=act, wish=wish, page=page, then=then, said=said, upload=upload)


def query(path: str, act: Show, *, who: Who) -> Door:
    """Declare a JSON view."""
    return Door(kind="query", path=path, who=who, act=act)


def wish(path: str, wish: type[msgspec.Struct], act: Act, *, who: Who) -> Door:
    """Declare a JSON command."""
    return Door(kind="wish", path=path, who=who, act=act, wish=wish)


def file(path: str, act: Show, *, who: Who) -> Door:
    """Declare a file to download."""
    return Door(kind="file", path=path, who=who, act=act)
