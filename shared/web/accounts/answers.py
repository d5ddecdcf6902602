"""What the login doors read from a browser, and the redirects with cookies that they answer."""

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
    """Return what is known of a browser before login."""
    return Browser(
        address=visitor.client.host if visitor.client else "",
        agent="".join(sign for sign in visitor.headers.get("user-agent", "") if sign.isprintable()),
        device=visitor.cookies.get(cookie_name(gate.config, "device"), ""),
    )


def enter(gate: Gate, entered: Entered, wanted: str) -> Go:
    """Set the new session's cookie and redirect: to the second factor, or to the page that was asked for."""
    device = Cookie(key=cookie_name(gate.config, "device"), value=entered.device, max_age=DEVICE, **flags(gate))
    to_code = "/login/code" if wanted == "/" else f"/login/code?next={quote(wanted, safe='')}"
    return Go(wanted if entered.passed else to_code, cookies=(session_cookie(gate, entered.token), device))


def session_cookie(gate: Gate, token: str) -> Cookie:
    """Return the session's cookie; the browser drops it when it closes."""
    assert keys.is_token(token)
    return Cookie(key=cookie_name(gate.config), value=token, **flags(gate))


def no_session(gate: Gate) -> Cookie:
    """Return the cookie that removes the session's cookie."""
    return Cookie(key=cookie_name(gate.config), value="", max_age=0, **flags(gate))


def flags(gate: Gate) -> dict[str, Any]:
    """Return the flags of all our cookies: scripts cannot read them, other sites cannot send them."""
    return {"path": "/", "httponly": True, "samesite": "lax", "secure": gate.config.secure}
