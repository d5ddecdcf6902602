"""Doors: what a subject declares to be reached by. A door says who may use it; web/bind.py opens its transaction.

page("/needs", show_needs, who=READERS, reads=SHOWN)         GET, a page: the function returns a View
query("/api/needs", needs, who=READERS, reads=SHOWN)         GET, JSON
*wish("/needs", MarkNeed, mark_need, who=KEEPERS, page=...)  POST /needs from that page, POST /api/needs as JSON
*wish("/acts", SignAct, sign_act, …, check=check_act)        also POST /acts/checks: the page «Проверка» before it
file("/people/list.xlsx", staff_list, who=KEEPERS, reads=…)  GET, a file: the function returns a File
*paper("/acts/{act_id:uuid}/order", order, who=…, reads=…)   GET, a document as .docx and .pdf (papers.py)
answer("GET", "/healthz", healthz, who=ANYONE)               for programs: the function makes the whole answer

The parameters of a function say what it is given: see web/arguments.py. Whoever reads something about a person is
written down (152-ФЗ), so what is read says whose data it shows: `reads=SHOWN`, those whose ids are in the answer;
`reads=function`, those whom the function finds; `impersonal="why"`, nobody's. A door that says neither stops the start.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, Literal, get_type_hints
from uuid import UUID

import msgspec
from litestar.datastructures import Cookie

from shared.actor import Role
from shared.event import Told
from shared.shown import Whose

Show = Callable[..., Awaitable[Any]]
Act = Callable[..., Awaitable[Any]]


class Mark(msgspec.Struct, frozen=True):
    """A word of a declaration: who may use a door that no role is asked for, or whose data it shows."""

    name: str


ANYONE = Mark("anyone")
SIGNED_IN = Mark("signed in")
# Not a person: a contour that we follow, by the signature of its key on the request itself.
CONTOUR = Mark("enrolled contour")
Who = frozenset[Role] | Mark
# The people in the answer itself: shared/shown.py.
SHOWN = Mark("shown")
# Either that, or a function of (tx, what the address names) that returns their ids.
Reads = Mark | Callable[..., Awaitable[Iterable[UUID | Whose]]]


class Door(msgspec.Struct, frozen=True, kw_only=True):
    """One route: its method and path, who may use it, and the function behind it.

    `act` is the function; for a form, `page` shows it again after a refusal, `then` tells where to go and `flash`
    what to say there. `alone` is the reason why a wish has a form without JSON, or JSON without a form. `limit` is
    how many bytes of a body are read, 0: as many as usual. `know` tells who comes to a door for contours, or refuses.
    `before` is what a wish needs done before its transaction, as reading a file or checking a password: a function that
    takes the wish, then by name what its place gives and `today`; the command takes its result after the wish.
    `in_person`: an API token does not open it, only a person's session in a browser. `without_code`: it opens to
    somebody who must first set up a second factor. `reads` or `impersonal` say whose
    data is read through it; a form, a check and a wish need neither: their pages are looked through, and a wish answers
    with what was just wished.
    `check` says what the wish would do, for the page before it: a function of (tx, wish, rehearsed).
    `beside` is the reason why a wish may come from a page that is no longer true: it adds something beside what others
    do. Every other wish is refused when what it is about has changed since its page was shown (shared/web/screen.py).
    """

    kind: Literal["page", "form", "check", "query", "wish", "file", "answer"]
    path: str
    who: Who
    act: Act
    wish: type[msgspec.Struct] | None = None
    page: Show | None = None
    then: str | Callable[..., str] = ""
    flash: "str | Callable[..., str | Flash]" = ""
    upload: bool = False
    alone: str = ""
    posted: bool = False
    limit: int = 0
    know: Callable[..., Awaitable[None]] | None = None
    before: Callable[..., Awaitable[Any]] | None = None
    in_person: bool = False
    without_code: bool = False
    check: "Callable[..., Awaitable[Check]] | None" = None
    reads: Reads | None = None
    impersonal: str = ""
    beside: str = ""

    @property
    def method(self) -> Literal["GET", "POST"]:
        """The HTTP method: a wish is posted, everything else is read."""
        return "POST" if self.posted or self.kind in ("form", "check", "wish") else "GET"


class View(msgspec.Struct, frozen=True):
    """What a page function returns: a template and what it shows; `seen_by` says who else sees it.

    `waiting` is how many tasks wait for this person, when they were counted already. `people` are those of whom the
    page says whether they have an account: the template finds who has one in `holders`. `about` are people whom it
    shows and whose ids are not in the context; `unread` are the names of the context of which it shows a part at most.
    """

    template: str
    context: Mapping[str, Any]
    title: str
    seen_by: str = ""
    waiting: int | None = None
    people: tuple[UUID, ...] = ()
    about: tuple[UUID | Whose, ...] = ()
    unread: tuple[str, ...] = ()


class Flash(msgspec.Struct, frozen=True):
    """A sentence shown once on the next page; `kind` is its color: ok, wait, late or info."""

    text: str
    kind: str = "ok"


class Rehearsed(msgspec.Struct, frozen=True):
    """What a wish did before it was taken back: its result, and the events that it would tell others."""

    result: Any
    told: tuple[Told, ...]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """What the page «Проверка» says before a wish that cannot be undone.

    `happens` are sentences of what will happen and to whom; `answers` are what was typed or chosen, by its name;
    `undo` says what cannot be undone and what still can; `main` names the deed on the button. What leaves the contour
    is not said here: the page finds it by carrying the wish out and taking it back. `later` is what leaves afterwards.
    """

    title: str
    happens: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = ()
    undo: str
    main: str
    trail: tuple[tuple[str, str], ...] = ()
    later: str = ""


class Go(msgspec.Struct, frozen=True):
    """What the command of a wish without JSON may return to go somewhere else than its door says.

    A page may return it too, to lead away from itself.
    """

    url: str
    flash: str = ""
    kind: str = "ok"
    cookies: tuple[Cookie, ...] = ()
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


def page(
    path: str, act: Show, *, who: Who, reads: Reads | None = None, impersonal: str = "", in_person: bool = False
) -> Door:
    """Declare a page."""
    return Door(kind="page", path=path, who=who, act=act, reads=reads, impersonal=impersonal, in_person=in_person)


def query(
    path: str, act: Show, *, who: Who, reads: Reads | None = None, impersonal: str = "", in_person: bool = False
) -> Door:
    """Declare a JSON view."""
    return Door(kind="query", path=path, who=who, act=act, reads=reads, impersonal=impersonal, in_person=in_person)


def wish(
    path: str,
    wish: type[msgspec.Struct],
    act: Act,
    *,
    who: Who,
    page: Show | None = None,
    then: str | Callable[..., str] = "",
    flash: str | Callable[..., str | Flash] = "",
    answer: str = "",
    upload: bool = False,
    before: Callable[..., Awaitable[Any]] | None = None,
    check: Callable[..., Awaitable[Check]] | None = None,
    form_only: str = "",
    json_only: str = "",
    in_person: bool = False,
    beside: str = "",
) -> tuple[Door, ...]:
    """Declare what may be wished: a form posted to `path`, and JSON posted to `/api` + `path`.

    A refused form shows `page` again. `then` (where to go) and `flash` (what to say there) may be functions of
    (wish, result). `answer` is the name of a bare result in JSON: {"pair_id": …}. `before` works before the
    transaction, `beside` is about stale pages: see Door. `check` adds a page that says what the wish would do, at
    `path` + "/checks": the form is posted there first (`fm.form(…, check=true)`). `form_only` and `json_only` give the
    reason why the other door is missing; ValueError when a wish has neither a page nor such a reason, or both.
    """
    if (page is None) != bool(json_only) or (form_only and json_only):
        raise ValueError(f"{path}: a wish has a page, or says in json_only why it has none")
    if check is not None and (before is not None or upload):
        raise ValueError(f"{path}: a file is gone after its check, so there can be none")
    told = _named(act, wish, answer) if answer else act
    json = Door(
        kind="wish", path=f"/api{path}", who=who, act=told, wish=wish, upload=upload, before=before, alone=json_only,
        in_person=in_person, beside=beside,
    )  # fmt: skip
    if page is None:
        return (json,)
    form = Door(
        kind="form", path=path, who=who, act=act, wish=wish, page=page, then=then, flash=flash, upload=upload,
        before=before, alone=form_only, in_person=in_person, beside=beside,
    )  # fmt: skip
    checks = () if check is None else (_before(form, check),)
    return (*checks, form) if form_only else (*checks, form, json)


def _before(form: Door, check: Callable[..., Awaitable[Check]]) -> Door:
    """Return the door of the page «Проверка» before a form is sent."""
    return Door(
        kind="check", path=f"{form.path}/checks", who=form.who, act=form.act, wish=form.wish, page=form.page,
        check=check, in_person=form.in_person, beside=form.beside,
    )  # fmt: skip


def shown_again(doors: Sequence[Door], beside: Sequence[Door] = ()) -> list[Door]:
    """Return a page for each form whose address has none of its own, nor among the doors `beside` it.

    A refused form stays in the browser under the address that it was posted to; asked for again, as after a login,
    that address shows the form's page.
    """
    shown = {door.path for door in [*doors, *beside] if door.method == "GET"}
    return [
        Door(
            kind="page",
            path=door.path,
            who=door.who,
            act=door.page,
            in_person=door.in_person,
            without_code=door.without_code,
            reads=SHOWN,
        )
        for door in doors
        if door.kind in ("form", "check") and door.page is not None and door.path not in shown
    ]


def _named(act: Act, wish: type[msgspec.Struct], name: str) -> Act:
    """Return the command with its result under a name, so that the JSON answer can grow."""
    done = msgspec.defstruct(f"{wish.__name__}Done", [(name, get_type_hints(act)["return"])], frozen=True)

    @wraps(act)
    async def named(*args: Any, **given: Any) -> Any:
        return done(await act(*args, **given))

    named.__annotations__ = {**act.__annotations__, "return": done}
    return named


def file(path: str, act: Show, *, who: Who, reads: Reads | None = None, impersonal: str = "") -> Door:
    """Declare a file to download; its people are never in the answer, so `reads` is a function."""
    return Door(kind="file", path=path, who=who, act=act, reads=reads, impersonal=impersonal)


def answer(
    method: Literal["GET", "POST"],
    path: str,
    act: Show,
    *,
    who: Who,
    limit: int = 0,
    know: Callable[..., Awaitable[None]] | None = None,
    impersonal: str = "",
) -> Door:
    """Declare a door for programs that speak neither pages nor our JSON: health, news, contours between themselves."""
    return Door(
        kind="answer", path=path, who=who, act=act, posted=method == "POST", limit=limit, know=know,
        impersonal=impersonal,
    )  # fmt: skip


def silent(door: Door) -> bool:
    """Tell whether a door reads and does not say whose data, or says both that it shows people and that it does not."""
    if door.kind in ("form", "check", "wish"):
        return False
    wrong = door.reads == SHOWN if door.kind in ("file", "answer") else False
    return wrong or (door.reads is None) != bool(door.impersonal)
