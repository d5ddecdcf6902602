"""What pages of identity read and answer with: typed fields, redirects, cookies."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.datastructures import Cookie

from shared.identity import keys
from shared.identity.entry import Browser, Entered
from shared.identity.gate import Gate
from shared.identity.recognize import cookie_name
from shared.web import forms
from shared.web.bind import typed
from shared.web.desk import Desk, Visitor

DEVICE = 60 * 60 * 24 * 180
Answer = Response[bytes]


def desk_of(request: Visitor) -> Desk:
    """Return what pages are made with."""
    desk: Desk = request.app.state.desk
    return desk


async def fields(request: Visitor) -> dict[str, str]:
    """Return what was typed, as it was typed: a password may begin with a space."""
    return {name: str(values[-1]) for name, values in (await typed(request)).items()}


def missing(said: Mapping[str, str], *names: str) -> dict[str, str]:
    """Return an answer beside each field that was left empty or holds what no database keeps."""
    errors = {name: forms.EMPTY for name in names if not said.get(name)}
    return errors | {name: forms.UNREADABLE for name in names if "\x00" in said.get(name, "")}


def browser_of(gate: Gate, request: Visitor) -> Browser:
    """Return what is known of a browser before anybody came in."""
    return Browser(
        address=request.client.host if request.client else "",
        agent="".join(sign for sign in request.headers.get("user-agent", "") if sign.isprintable()),
        device=request.cookies.get(cookie_name(gate.config, "device"), ""),
    )


def go(url: str, *cookies: Cookie, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer that leads to another page of ours."""
    response: Answer = Response(b"", status_code=303, headers={"location": url, **(headers or {})})
    for cookie in cookies:
        response.set_cookie(cookie)
    return response


def enter(gate: Gate, entered: Entered, wanted: str) -> Answer:
    """Give the browser its new session and lead it on: to the code, or to where it wanted."""
    device = Cookie(key=cookie_name(gate.config, "device"), value=entered.device, max_age=DEVICE, **flags(gate))
    to_code = "/login/code" if wanted == "/" else f"/login/code?next={quote(wanted, safe='')}"
    return go(wanted if entered.passed else to_code, session_cookie(gate, entered.token), device)


def session_cookie(gate: Gate, token: str) -> Cookie:
    """Return the session's cookie; the browser forgets it when it is closed."""
    assert keys.is_token(token)
    return Cookie(key=cookie_name(gate.config), value=token, **flags(gate))


def flags(gate: Gate) -> dict[str, Any]:
    """Return what every cookie of ours has: no script reads it, no other site sends it."""
    return {"path": "/", "httponly": True, "samesite": "lax", "secure": gate.config.secure}
