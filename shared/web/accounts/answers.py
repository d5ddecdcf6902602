"""What doors of identity know of a browser, and what they give it: redirects with cookies."""

from typing import Any
from urllib.parse import quote

from litestar.datastructures import Cookie

from shared.doors import Go
from shared.identity import keys
from shared.identity.entry import Browser, Entered
from shared.identity.gate import Gate
from shared.identity.recognize import cookie_name
from shared.web.desk import Visitor

DEVICE = 60 * 60 * 24 * 180


def browser_of(gate: Gate, visitor: Visitor) -> Browser:
    """Return what is known of a browser before anybody came in."""
    return Browser(
        address=visitor.client.host if visitor.client else "",
        agent="".join(sign for sign in visitor.headers.get("user-agent", "") if sign.isprintable()),
        device=visitor.cookies.get(cookie_name(gate.config, "device"), ""),
    )


def enter(gate: Gate, entered: Entered, wanted: str) -> Go:
    """Give the browser its new session and lead it on: to the code, or to where it wanted."""
    device = Cookie(key=cookie_name(gate.config, "device"), value=entered.device, max_age=DEVICE, **flags(gate))
    to_code = "/login/code" if wanted == "/" else f"/login/code?next={quote(wanted, safe='')}"
    return Go(wanted if entered.passed else to_code, cookies=(session_cookie(gate, entered.token), device))


def session_cookie(gate: Gate, token: str) -> Cookie:
    """Return the session's cookie; the browser forgets it when it is closed."""
    assert keys.is_token(token)
    return Cookie(key=cookie_name(gate.config), value=token, **flags(gate))


def no_session(gate: Gate) -> Cookie:
    """Return the cookie by which a browser forgets its session."""
    return Cookie(key=cookie_name(gate.config), value="", max_age=0, **flags(gate))


def flags(gate: Gate) -> dict[str, Any]:
    """Return what every cookie of ours has: no script reads it, no other site sends it."""
    return {"path": "/", "httponly": True, "samesite": "lax", "secure": gate.config.secure}
