"""Bind a door to a service: the door opens the transaction; the answer is laid out and sent after the commit."""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_type_hints
from urllib.parse import quote

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.handlers import HTTPRouteHandler

from shared.actor import NOBODY, Actor
from shared.errors import Invalid, Refused
from shared.spelling import composed_all
from shared.sync.running import RunningService
from shared.web import forms
from shared.web.desk import Desk, Visitor
from shared.web.doors import Door, File, Flash, Go, View
from shared.web.guards import visit_of
from shared.wish import Upload

JSON = "application/json"


class Malformed(Invalid):
    """Тело запроса не разобрать: {reason}."""

    status = 400


class WrongField(Invalid):
    """Поле не подходит: {reason}."""


def bind(door: Door, running: RunningService, desk: Desk) -> HTTPRouteHandler:
    """Return the Litestar handler of a door; who may use it stays written on it."""
    answers: dict[str, Callable[[Door, RunningService, Desk, Visitor], Any]] = {
        "page": _page, "form": _form, "query": _query, "wish": _wish, "file": _file,
    }  # fmt: skip
    answer = answers[door.kind]

    async def handler(request: Request[Any, Any, Any]) -> Response[bytes]:
        response: Response[bytes] = await answer(door, running, desk, request)
        return response

    handler.__name__ = handler.__qualname__ = getattr(door.act, "__name__", "door")
    handler.__doc__ = door.act.__doc__
    method = get if door.method == "GET" else post
    opt = {"who": door.who, "upload": door.upload, "door": door}
    bound: HTTPRouteHandler = method(door.path, opt=opt, include_in_schema=False)(handler)
    return bound


def actor_of(visitor: Visitor) -> Actor:
    """Who is here; a door for anyone also opens to nobody in particular."""
    return visitor.scope.get("user") or NOBODY


async def _page(door: Door, running: RunningService, desk: Desk, visitor: Visitor) -> Response[bytes]:
    async with running.transaction(actor_of(visitor)) as tx:
        view: View = await door.act(tx, **_arguments(door.act, visitor))
    return await desk.page(visitor, view)


async def _query(door: Door, running: RunningService, desk: Desk, visitor: Visitor) -> Response[bytes]:
    async with running.transaction(actor_of(visitor)) as tx:
        found = await door.act(tx, **_arguments(door.act, visitor))
        return Response(msgspec.json.encode(found), media_type=JSON)


async def _file(door: Door, running: RunningService, desk: Desk, visitor: Visitor) -> Response[bytes]:
    async with running.transaction(actor_of(visitor)) as tx:
        file: File = await door.act(tx, **_arguments(door.act, visitor))
    visit_of(visitor).title = file.name
    shown = "inline" if file.inline else "attachment"
    headers = {"content-disposition": f"{shown}; filename*=UTF-8''{quote(file.name)}"}
    return Response(file.content, media_type=file.media_type, headers=headers)


async def _wish(door: Door, running: RunningService, desk: Desk, visitor: Visitor) -> Response[bytes]:
    assert door.wish is not None
    wish = _wished(door.wish, await visitor.body(), visitor.path_params)
    async with running.transaction(actor_of(visitor)) as tx:
        done = await door.act(tx, wish)
        answer = msgspec.json.encode(done)
    return Response(answer, status_code=201, media_type=JSON)


async def _form(door: Door, running: RunningService, desk: Desk, visitor: Visitor) -> Response[bytes]:
    assert door.wish is not None
    fixed = {name: value for name, value in visitor.path_params.items() if name in door.wish.__struct_fields__}
    about = {name: str(value) for name, value in visitor.path_params.items()}
    form = forms.Form(wish=door.wish.__name__, about=about)
    try:
        reading = forms.read(door.wish, await typed(visitor), fixed=fixed, about=about)
        form = reading.form
        if reading.wish is None:
            return await _again(door, running, desk, visitor, form, 422)
        async with running.transaction(actor_of(visitor)) as tx:
            done = await door.act(tx, reading.wish)
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        return await _again(door, running, desk, visitor, forms.refused(form, refusal), refusal.status)
    return _gone(door, desk, reading.wish, done)


async def _again(
    door: Door, running: RunningService, desk: Desk, visitor: Visitor, form: forms.Form, status: int
) -> Response[bytes]:
    """Show the page that the form stands on once more, with what was typed and the answer beside it."""
    assert door.page is not None
    async with running.transaction(actor_of(visitor)) as tx:
        view: View = await door.page(tx, **_arguments(door.page, visitor, form=form))
    return await desk.page(visitor, view, status=status)


def _gone(door: Door, desk: Desk, wish: Any, done: Any) -> Response[bytes]:
    go = done if isinstance(done, Go) else _go(door, wish, done)
    response: Response[bytes] = Response(b"", status_code=303, headers={"location": go.url, **go.headers})
    if go.flash:
        response.set_cookie(desk.say(go.flash, go.kind))
    for cookie in go.cookies:
        response.set_cookie(**cookie)
    return response


def _go(door: Door, wish: Any, done: Any) -> Go:
    url = door.then if isinstance(door.then, str) else door.then(wish, done)
    flash = door.flash if isinstance(door.flash, str) else door.flash(wish, done)
    return Go(url, flash.text, flash.kind) if isinstance(flash, Flash) else Go(url, flash)


def _wished(type: type[msgspec.Struct], body: bytes, path: Mapping[str, Any]) -> msgspec.Struct:
    """Return the wish that a JSON body is; what the path says cannot be said otherwise by the body."""
    try:
        told = composed_all(msgspec.json.decode(body or b"{}"))
        forms.check_text(told)
        if isinstance(told, dict):
            told |= {name: value for name, value in path.items() if name in type.__struct_fields__}
        wish = msgspec.convert(told, type=type)
        forms.check_days(wish)
        return wish
    except msgspec.ValidationError as error:
        field = str(error).rpartition("`$.")[2].rstrip("`").split("[")[0] if "`$." in str(error) else None
        raise WrongField(reason=str(error)[:200], field=field) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(reason=str(error)[:200]) from error


async def typed(visitor: Visitor) -> dict[str, list[Any]]:
    """Return what a form's fields hold; a file as what it is, name and bytes."""
    values: dict[str, list[Any]] = {}
    for name, value in (await visitor.form()).multi_items():
        if isinstance(value, UploadFile):
            value = Upload(value.filename, await value.read())
        values.setdefault(name, []).append(value)
    return values


def _arguments(function: Callable[..., Any], visitor: Visitor, form: forms.Form | None = None) -> dict[str, Any]:
    """Return what a function asks for by name: path parameters, the form, a filter from the query string."""
    arguments: dict[str, Any] = {}
    for name, filter in _asked_for(function).items():
        if name == "form":
            arguments[name] = form or forms.Form()
        elif name in visitor.path_params:
            arguments[name] = visitor.path_params[name]
        elif filter is not None:
            arguments[name] = _filter(filter, visitor)
    return arguments


@cache
def _asked_for(function: Callable[..., Any]) -> dict[str, type[msgspec.Struct] | None]:
    """Return the parameters after `tx`, each with its struct if it is one: a filter."""
    hints = get_type_hints(function)
    structs = {
        name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, msgspec.Struct)
    }
    return {name: structs.get(name) for name in list(inspect.signature(function).parameters)[1:]}


def _filter(type: type[msgspec.Struct], visitor: Visitor) -> msgspec.Struct:
    """Return a filter; a value that does not fit its field is left out, as if nothing had been chosen."""
    asked: dict[str, list[Any]] = {}
    for name, value in visitor.query_params.multi_items():
        asked.setdefault(name, []).append(value)
    reading = forms.read(type, asked)
    if reading.wish is None:
        right = {name: value for name, value in asked.items() if name not in reading.form.errors}
        reading = forms.read(type, right)
    return reading.wish if reading.wish is not None else type()
