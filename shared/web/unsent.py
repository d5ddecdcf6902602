"""Forms that were typed and not sent: drafts, and words whose session ended. Only their owner sees them.

The script of a page keeps what is typed every few seconds. A form that comes after its session has ended is kept too;
it carries its owner, sealed. Both stand filled again at /kept-forms/…; passwords and files are never kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from litestar import Litestar, Response
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler
from msgspec import Meta

from shared.db import Tx
from shared.doors import SIGNED_IN, Door, Go, View, page, wish
from shared.errors import NotFound, Refused
from shared.identity import kept_forms
from shared.identity.gate import Gate
from shared.identity.sessions import OpenSession, Unsent
from shared.web import bind, forms, once, owner
from shared.web.arguments import Place
from shared.web.desk import Desk, Visitor
from shared.web.going import redirect
from shared.web.guards import LONGEST, SAFE, let_in, path_of, to_login, visit_of
from shared.wish import Wish

KEY = "unsent form"
PATH = "/kept-forms/{form_id:uuid}"
ENDED = "Сеанс закончился: вы долго не работали. Войдите снова, и откроется та же страница."
ENDED_UNDONE = "Сеанс закончился, поэтому ничего не сделано. Войдите снова и повторите."
ENDED_KEPT = (
    "Сеанс закончился, но набранное не пропало: войдите под своим именем, и форма откроется заполненной. "
    "Пароли и файлы мы не храним."
)
ANOTHER_LOGIN = "Пока страница была открыта, вы вошли заново. Набранное на месте: проверьте и отправьте ещё раз."
# What a page was read at is kept: late words are compared with what was on the screen then.
NOT_KEPT = ("_csrf", once.FIELD, owner.FIELD)
GONE = "Этого черновика больше нет, или его набирал другой человек: чужое набранное мы не показываем."

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Value = Annotated[str, Meta(max_length=100_000)]


class NoSuchForm(NotFound):
    """Такой формы здесь нет, поэтому её черновик не сохранить."""


class KeepForm(Wish, frozen=True, kw_only=True):
    """Keep what was typed into a form so far: the path it is sent to, and each field with its text."""

    path: Annotated[str, Meta(min_length=1, max_length=LONGEST)]
    fields: Annotated[tuple[tuple[Name, Value], ...], Meta(max_length=5000)]


class ForgetForm(Wish, frozen=True, kw_only=True):
    """Delete what was kept of a form."""

    form_id: UUID


@dataclass(frozen=True)
class Target:
    """The door that a form is sent to."""

    door: Door
    place: Place
    handler: BaseRouteHandler
    params: Mapping[str, Any]


def target_of(app: Litestar, path: str) -> Target | None:
    """Return the door of a form by the path it is posted to."""
    try:
        _, handler, _, params, _ = app.asgi_router.handle_routing(path=path.rstrip("/") or "/", method="POST")
    except HTTPException:
        return None
    door = handler.opt.get("door")
    if door is None or door.kind not in ("form", "check"):
        return None
    return Target(door, handler.opt["place"], handler, params)


async def keep_form(tx: Tx, command: KeepForm, visitor: Visitor, gate: Gate) -> None:
    """Keep a draft of a form that the visitor may send."""
    path, auth = unquote(command.path), visitor.scope["auth"]
    target = target_of(visitor.app, path)
    if target is None:
        raise NoSuchForm
    await let_in(visitor, target.handler)
    typed: dict[str, list[str]] = {}
    for name, value in command.fields:
        typed.setdefault(name, []).append(value)
    await kept_forms.keep(tx, gate.key(KEY), auth.account_id, path, _keepable(target.door, typed))


def _keepable(door: Door, typed: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
    """Return what may be kept of a form: its words, no password, no file, nothing of the frame."""
    assert door.wish is not None
    secret = forms.secrets(door.wish)
    return {
        name: [one for one in values if isinstance(one, str)]
        for name, values in typed.items()
        if name not in secret and name not in NOT_KEPT and any(isinstance(one, str) for one in values)
    }


async def show_kept(form_id: UUID, visitor: Visitor, desk: Desk, gate: Gate) -> View | Go:
    """Show a form's own page with what its owner typed; for anybody else there is none."""
    auth: OpenSession = visitor.scope["auth"]
    async with gate.transaction() as tx:
        kept = await kept_forms.kept(tx, gate.key(KEY), auth.account_id, form_id)
    target = target_of(visitor.app, kept.path) if kept is not None else None
    if kept is None or target is None or target.door.wish is None:
        return Go("/", GONE, "info")
    await let_in(visitor, target.handler)
    # The access journal and the page's function take whom it is about from here.
    visitor.scope["path_params"] = dict(target.params)
    about = {name: str(value) for name, value in target.params.items()}
    form = forms.Form(target.door.wish.__name__, kept.fields, about=about, kept=Unsent(kept.id, kept.at))
    return await bind.shown_with(target.door, target.place, desk, visitor, form)


async def forget_form(tx: Tx, command: ForgetForm, visitor: Visitor) -> str:
    """Delete what was kept of a form; return the address of its page."""
    path = await kept_forms.forget(tx, visitor.scope["auth"].account_id, command.form_id)
    if path is None:
        raise NotFound
    return path


async def lead_to_login(visitor: Visitor, gate: Gate, desk: Desk) -> Response[bytes]:
    """Answer a visitor without a session: to the login, and back; a form that was posted is kept for its owner."""
    wanted, told = visitor.scope["path"], ENDED
    if visitor.method not in SAFE:
        kept = await _keep_posted(visitor, gate)
        told = ENDED_UNDONE if kept is None else ENDED_KEPT
        wanted = path_of(visitor.headers.get("referer", "")) if kept is None else _kept_at(kept)
    elif query := visitor.scope["query_string"]:
        wanted += "?" + query.decode("ascii", "replace")
    known = visit_of(visitor).had_session or told == ENDED_KEPT
    return redirect(desk, Go(to_login(wanted), told if known else "", "wait"))


async def bring_back(visitor: Visitor, gate: Gate, desk: Desk) -> Response[bytes] | None:
    """Answer a form of an earlier login of the same account: its page, filled; None for any other stale form."""
    auth = visitor.scope.get("auth")
    if not isinstance(auth, OpenSession) or visitor.scope.get("user") is None:
        return None
    kept = await _keep_posted(visitor, gate, auth.account_id)
    return None if kept is None else redirect(desk, Go(_kept_at(kept), ANOTHER_LOGIN, "wait"))


def _kept_at(id: UUID) -> str:
    return f"/kept-forms/{id}"


async def _keep_posted(visitor: Visitor, gate: Gate, only: UUID | None = None) -> UUID | None:
    """Keep the form that was just posted for the account whose page it is from; None when there is nothing to keep."""
    door: Door | None = visitor.scope["route_handler"].opt.get("door")
    if door is None or door.kind not in ("form", "check"):
        return None
    try:
        typed = await bind.typed(visitor)
    except (HTTPException, Refused, ValueError):  # too large or malformed: there is no form to keep
        return None
    account_id = owner.opened(gate.key(owner.KEY), str(typed.get(owner.FIELD, [""])[-1]))
    fields = _keepable(door, typed)
    if (
        account_id is None
        or (only is not None and account_id != only)
        or not any(any(values) for name, values in fields.items() if not name.startswith("_"))
    ):
        return None
    async with gate.transaction() as tx:
        return await kept_forms.keep(tx, gate.key(KEY), account_id, visitor.scope["path"], fields)


DOORS = [
    *wish(
        "/kept-forms", KeepForm, keep_form, who=SIGNED_IN, in_person=True,
        json_only="The script of a page keeps what is typed; without it a form is kept when its session has ended.",
    ),
    page(PATH, show_kept, who=SIGNED_IN, in_person=True, impersonal="only what its reader typed"),
    *wish(
        f"{PATH}/removals", ForgetForm, forget_form, who=SIGNED_IN, page=show_kept, in_person=True,
        then=lambda _, path: path, flash="Черновик удалён.", answer="path",
    ),
]  # fmt: skip
