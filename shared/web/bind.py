"""Bind a door to its service: the door opens the transaction; the answer is rendered and sent after the commit."""

import asyncio
import inspect
import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler

from shared.actor import NOBODY, Actor
from shared.doors import Door, File, Go, Rehearsed, View, silent
from shared.errors import Refused
from shared.identity import kept_forms
from shared.identity.sessions import OpenSession
from shared.shown import people_in
from shared.web import body, checks, forms, once, screen
from shared.web.arguments import ALWAYS, Place, arguments, asked_for, takes_tx
from shared.web.desk import Desk, Visitor
from shared.web.going import led, redirect
from shared.web.guards import visit_of
from shared.web.looks import look, of_program, others
from shared.web.once import FirstAnswer, Once
from shared.web.screen import Screen
from shared.wish import LONGEST_NAME, Upload

JSON = "application/json"
IN_PATH = re.compile(r"\{(\w+):")


def bind(door: Door, place: Place, desk: Desk, subject: str) -> HTTPRouteHandler:
    """Return the Litestar handler of a door of this subject; it keeps both, and who may use it, for the guard."""
    answers: dict[str, Callable[[Door, Place, Desk, Visitor], Any]] = {
        "page": _page, "form": _form, "check": _check_first, "query": _query, "wish": _wish, "file": _file,
        "answer": _answer,
    }  # fmt: skip
    answer = answers[door.kind]

    async def handler(request: Request[Any, Any, Any]) -> Response[bytes]:
        response: Response[bytes] = await answer(door, place, desk, request)
        return response

    handler.__name__ = handler.__qualname__ = getattr(door.act, "__name__", "door")
    handler.__doc__ = door.act.__doc__
    method = get if door.method == "GET" else post
    opt: dict[str, Any] = {"who": door.who, "upload": door.upload, "door": door, "in_person": door.in_person}
    opt |= {"subject": subject, "without_code": door.without_code, "place": place}
    if door.limit:
        opt["limit"] = door.limit
    if door.know is not None:
        opt["know"] = partial(door.know, **{name: place.given[name] for name in list(asked_for(door.know))[1:]})
    _check(door, place)
    bound: HTTPRouteHandler = method(door.path, opt=opt, include_in_schema=False)(handler)
    return bound


def actor_of(visitor: Visitor, door: Door) -> Actor:
    """Return who acts: at a door for roles only by these; at a door for anyone perhaps nobody in particular."""
    actor: Actor = visitor.scope.get("user") or NOBODY
    return actor.admitted(door.who) if isinstance(door.who, frozenset) else actor


def _check(door: Door, place: Place) -> None:
    """Fail at start when a door does not say whose data it shows, or a function has a parameter without a value."""
    if silent(door):
        raise RuntimeError(f"{door.method} {door.path}: whose data does it show? reads=… or impersonal=…")
    known = {*place.given, *ALWAYS, *IN_PATH.findall(door.path)}
    for function in (door.act, door.page, door.before):
        if function is None:
            continue
        if place.transaction is None and takes_tx(function):
            raise RuntimeError(f"{door.method} {door.path}: nothing opens a transaction here")
        held = known | ({"today"} if function is door.before and place.today is not None else set())
        parameters = inspect.signature(function).parameters
        for name, filter in asked_for(function).items():
            if name not in held and filter is None and parameters[name].default is inspect.Parameter.empty:
                raise RuntimeError(f"{door.method} {door.path}: there is no {name} here")


@dataclass(frozen=True)
class Sent:
    """What the frame sends with a wish: its one-time key, and what was on its page."""

    key: Once | None = None
    screen: Screen | None = None


NOT_SENT = Sent()


@asynccontextmanager
async def _done(
    door: Door,
    function: Callable[..., Any],
    place: Place,
    desk: Desk,
    visitor: Visitor,
    *wish: Any,
    form: forms.Form | None = None,
    sent: Sent = NOT_SENT,
) -> AsyncGenerator[Any, None]:
    """Call a function with its arguments; the transaction stays open while the result is used.

    `wish` is what the function takes by position, after its transaction, and `sent` what came with it. A wish whose key
    was already used is not carried out: the result is its first answer, FirstAnswer.
    """
    actor = actor_of(visitor, door)
    by_position = list(inspect.signature(function).parameters)[: takes_tx(function) + len(wish)]
    given = arguments(function, place, desk, visitor, actor, form, frozenset(by_position))
    if not takes_tx(function):
        found = await function(*wish, **given)
        look(door, found, visitor, actor)
        yield found
        return
    assert place.transaction is not None
    async with place.transaction(actor) as tx:
        visit_of(visitor).seen = screen.mark(tx)
        kept = await sent.key.taken(tx) if sent.key is not None else None
        found = await function(tx, *wish, **given) if kept is None else kept
        if kept is None and sent.screen is not None:
            await sent.screen.check(tx, *wish[:1])
        look(door, found, visitor, actor, await others(door, function, tx, visitor))
        yield found


async def _page(door: Door, place: Place, desk: Desk, visitor: Visitor) -> Response[bytes]:
    async with _done(door, door.act, place, desk, visitor) as found:
        pass
    return await _shown(desk, visitor, found)


async def _shown(desk: Desk, visitor: Visitor, found: View | Go, status: int = 200) -> Response[bytes]:
    return redirect(desk, found) if isinstance(found, Go) else await desk.page(visitor, found, status=status)


async def _query(door: Door, place: Place, desk: Desk, visitor: Visitor) -> Response[bytes]:
    async with _done(door, door.act, place, desk, visitor) as found:
        visit_of(visitor).title = of_program(desk, door.path)
        seen = visit_of(visitor).seen
        return Response(msgspec.json.encode(found), media_type=JSON, headers={screen.HEADER: seen} if seen else {})


async def _file(door: Door, place: Place, desk: Desk, visitor: Visitor) -> Response[bytes]:
    async with _done(door, door.act, place, desk, visitor) as found:
        file: File = found
    visit_of(visitor).title = file.name
    shown = "inline" if file.inline else "attachment"
    headers = {"content-disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}"}
    return Response(file.content, media_type=file.media_type, headers=headers)


async def _answer(door: Door, place: Place, desk: Desk, visitor: Visitor) -> Response[bytes]:
    async with _done(door, door.act, place, desk, visitor) as answer:
        response: Response[bytes] = answer
    return response


async def _wish(door: Door, place: Place, desk: Desk, visitor: Visitor) -> Response[bytes]:
    assert door.wish is not None
    told, path = await visitor.body(), visitor.path_params
    wish = body.read(door.wish, told, path)
    given = visitor.headers.get(once.HEADER) if takes_tx(door.act) else None
    key = once.of_request(actor_of(visitor, door).id, door.path, given, told, path)
    sent = Sent(key, _screen(door, visitor.headers.get(screen.HEADER)))
    done = await _granted(door, place, desk, visitor, wish, forms.Form(), sent, _as_json)
    answer = done.answer if isinstance(done, FirstAnswer) else done
    return Response(msgspec.json.encode(answer), status_code=201, media_type=JSON)


def _screen(door: Door, told: str | None) -> Screen | None:
    return None if door.beside else screen.screen(told)


def _seen(told: Mapping[str, Sequence[Any]]) -> str:
    return str(told.get(screen.FIELD, [""])[-1])


def _as_json(done: Any) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(done))


# How many wishes with a file are granted at once: each may hold a connection and a core.
_files = asyncio.Semaphore(2)


async def _granted(
    door: Door,
    place: Place,
    desk: Desk,
    visitor: Visitor,
    wish: Any,
    form: forms.Form,
    sent: Sent,
    packed: Callable[[Any], Any],
) -> Any:
    """Grant a wish and return what its command returned; a wish whose key was used before has its FirstAnswer.

    `packed` returns what is kept of the result under the key.
    """
    async with _files if door.upload else nullcontext():
        ready = await _before(door, place, desk, visitor, wish)
        async with _done(door, door.act, place, desk, visitor, wish, *ready, form=form, sent=sent) as done:
            if sent.key is not None and not isinstance(done, FirstAnswer):
                await sent.key.keep(packed(done))
            return done


async def _check_first(door: Door, place: Place, desk: Desk, visitor: Visitor) -> Response[bytes]:
    """Show what a wish would do before it is sent, or its form again: refused, or when its sender goes back to it."""
    assert door.wish is not None
    told, path = await typed(visitor), visitor.path_params
    fixed = {name: value for name, value in path.items() if name in door.wish.__struct_fields__}
    reading = forms.read(door.wish, told, fixed=fixed, about={name: str(value) for name, value in path.items()})
    if checks.BACK in told or reading.wish is None:
        errors = {} if checks.BACK in told else reading.form.errors
        form = msgspec.structs.replace(reading.form, errors=errors)
        return await _again(door, place, desk, visitor, form, 422 if errors else 200)
    try:
        seen = _seen(told)
        view = await _checked(door, place, desk, visitor, reading.wish, reading.form, _screen(door, seen))
        # The button carries the page of the form: what changes until it is pressed has not been seen.
        visit_of(visitor).seen = seen or visit_of(visitor).seen
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return await _again(door, place, desk, visitor, forms.refused(reading.form, refusal), refusal.status)
    return await _shown(desk, visitor, view)


async def _checked(
    door: Door, place: Place, desk: Desk, visitor: Visitor, wish: Any, form: forms.Form, shown: Screen | None
) -> View:
    """Carry a wish out with all that follows, take it back, and return the page that says what it would do."""
    assert place.transaction is not None
    assert place.settle is not None
    assert door.check is not None
    actor = actor_of(visitor, door)
    by_position = frozenset(list(inspect.signature(door.act).parameters)[:2])
    given = arguments(door.act, place, desk, visitor, actor, form, by_position)
    async with place.transaction(actor) as tx:
        async with tx.rehearsed():
            done = await door.act(tx, wish, **given)
            await place.settle(tx)
            rehearsed = Rehearsed(done, tuple(event for event, _ in tx.told))
            if shown is not None:
                await shown.check(tx, wish)
        visit_of(visitor).seen = screen.mark(tx)
        check = await door.check(tx, wish, rehearsed)
    view = checks.view(check, rehearsed.told, form, visitor.url.path.removesuffix("/checks"), desk.config.kind)
    # The page speaks in sentences; whom they are about, the wish says and what it would tell.
    look(door, view, visitor, actor, people_in([wish, *rehearsed.told], actor.organization))
    return view


async def _before(door: Door, place: Place, desk: Desk, visitor: Visitor, wish: Any) -> tuple[Any, ...]:
    """Do what a wish needs done while no transaction is open; a connection held meanwhile would stop other people."""
    if door.before is None:
        return ()
    actor = actor_of(visitor, door)
    given = arguments(door.before, place, desk, visitor, actor, None, frozenset())
    if place.today is not None and "today" in asked_for(door.before):
        given["today"] = await place.today(actor)
    return (await door.before(wish, **given),)


async def _form(door: Door, place: Place, desk: Desk, visitor: Visitor) -> Response[bytes]:
    assert door.wish is not None
    fixed = {name: value for name, value in visitor.path_params.items() if name in door.wish.__struct_fields__}
    about = {name: str(value) for name, value in visitor.path_params.items()}
    form = forms.Form(wish=door.wish.__name__, about=about)
    try:
        told = await typed(visitor)
        open_told = {name: values for name, values in told.items() if name not in forms.secrets(door.wish)}
        key = once.of_form(actor_of(visitor, door).id, door.path, open_told, about) if takes_tx(door.act) else None
        reading = forms.read(door.wish, told, fixed=fixed, about=about)
        form = reading.form
        if reading.wish is None:
            return await _again(door, place, desk, visitor, form, 422)
        wish, sent = reading.wish, Sent(key, _screen(door, _seen(told)))
        done = await _granted(
            door, place, desk, visitor, wish, form, sent, lambda done: once.packed(led(door, wish, done))
        )
        answer = once.unpacked(done) if isinstance(done, FirstAnswer) else led(door, wish, done)
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return await _again(door, place, desk, visitor, forms.refused(form, refusal), refusal.status)
    await _forget_draft(visitor)
    return await _shown(desk, visitor, answer)


async def _forget_draft(visitor: Visitor) -> None:
    """Delete the draft of a form that was sent, also one that was kept on its way to «Проверка»."""
    auth, path = visitor.scope.get("auth"), visitor.scope["path"]
    sent = [one for one in (path, f"{path}/checks") if isinstance(auth, OpenSession) and one in auth.unsent]
    if sent:
        async with visitor.app.state.gate.transaction() as tx:
            await kept_forms.forget_sent(tx, auth.account_id, sent)


async def _again(
    door: Door, place: Place, desk: Desk, visitor: Visitor, form: forms.Form, status: int
) -> Response[bytes]:
    """Show the form's page again, with what was typed and the errors beside it."""
    return await _shown(desk, visitor, await shown_with(door, place, desk, visitor, form), status)


async def shown_with(door: Door, place: Place, desk: Desk, visitor: Visitor, form: forms.Form) -> View | Go:
    """Return the page of a form's door as it shows this form."""
    assert door.page is not None
    async with _done(door, door.page, place, desk, visitor, form=form) as found:
        pass
    shown: View | Go = found
    return shown


async def typed(visitor: Visitor) -> dict[str, list[Any]]:
    """Return the values of a form's fields; a file as its name and bytes."""
    values: dict[str, list[Any]] = {}
    for name, value in (await visitor.form()).multi_items():
        if isinstance(value, UploadFile):
            value = Upload(value.filename[:LONGEST_NAME], await value.read())
        values.setdefault(name, []).append(value)
    return values
