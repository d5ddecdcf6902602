"""Guards: every door says who may use it, and what changes something must come from our own page."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import quote, urlsplit

from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.exceptions import ClientException, HTTPException, NotFoundException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

from shared.actor import Actor, Role
from shared.doors import ANYONE, CONTOUR, SIGNED_IN, Mark
from shared.errors import Forbidden, Refused

Connection = ASGIConnection[Any, Any, Any, Any]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
USUAL_BODY = 1024 * 1024
UPLOAD_BODY = 8 * 1024 * 1024
# An address longer than this is nobody's: browsers and proxies give up on it.
LONGEST = 2000


class NotSignedIn(Refused):
    """Войдите, чтобы продолжить."""

    status = 401


class NotForYou(Forbidden):
    """Эта страница не для вашей роли. Если она нужна вам по работе, попросите куратора организации дать доступ."""


class FromElsewhere(Forbidden):
    """Запрос пришёл не с нашей страницы, поэтому мы его не выполнили."""


class PageIsStale(Forbidden):
    """Страница устарела: вы вошли заново после того, как её открыли. Обновите её и повторите, ничего не изменилось."""


class TooLarge(HTTPException):
    """The body is larger than its door takes."""

    status_code = 413


@dataclass
class Visit:
    """What is known of one request before it reaches its door."""

    id: str
    # The form token of this browser, bound to its session or, before that, to its visitor cookie.
    csrf: str
    secure: bool
    by_token: bool
    # How many bytes of a body are read; the door's guard says how many it is ready to take.
    limit: int = UPLOAD_BODY
    # The title of the page that is shown: what the access log says was read.
    title: str = ""
    # Why nobody could be recognized: the database did not answer.
    failure: Exception | None = None


def visit_of(connection: Connection) -> Visit:
    """Return what shared/web/security.py has put down about this request."""
    return cast(Visit, connection.scope["state"]["visit"])


def csrf_of(connection: Connection) -> str:
    """Return the token that a form carries in `_csrf`, or a script in `X-CSRF-Token`."""
    return visit_of(connection).csrf


async def let_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Open a door only to whom it was declared for."""
    if "\0" in connection.scope["path"]:
        raise NotFoundException
    who = handler.opt.get("who")
    if who == ANYONE:
        return
    if who == CONTOUR:
        await handler.opt["know"](connection)
        return
    visit = visit_of(connection)
    if visit.failure is not None:
        raise visit.failure
    actor: Actor | None = connection.scope.get("user")
    if actor is None:
        raise NotSignedIn
    if who != SIGNED_IN and not (isinstance(who, frozenset) and actor.roles & who):
        raise NotForYou


async def keep_own(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse a change that was not asked for by one of our own pages, or by a program with its token."""
    visit = visit_of(connection)
    if not handler.opt.get("upload"):
        visit.limit = handler.opt.get("limit", USUAL_BODY)
    announced = connection.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:20]) > visit.limit:
        raise TooLarge
    if connection.scope.get("method") in SAFE or visit.by_token or handler.opt.get("who") == CONTOUR:
        return
    if not _same_origin(connection, secure=visit.secure):
        raise FromElsewhere
    told = connection.headers.get("x-csrf-token") or await _typed_token(cast("Request[Any, Any, Any]", connection))
    if not hmac.compare_digest(visit.csrf.encode(), told.encode("utf-8", "surrogatepass")):
        raise PageIsStale


GUARDS = [let_in, keep_own]


def _same_origin(connection: Connection, *, secure: bool) -> bool:
    """Believe the browser about where a request comes from; a client that does not say still needs the form token."""
    if connection.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    scheme = ("https",) if secure else ("http", "https")
    try:
        address = urlsplit(origin)
    except ValueError:
        return False
    return address.scheme in scheme and address.netloc == connection.headers.get("host", "")


async def _typed_token(request: Request[Any, Any, Any]) -> str:
    try:
        told = (await request.form()).get("_csrf", "")
    except HTTPException:
        raise
    except Exception as error:  # whatever the parser stumbles over, it was the form that was malformed
        raise ClientException from error
    return told if isinstance(told, str) else ""


def check_routes(app: Litestar) -> None:
    """Stop the start when a route does not say who may use it."""
    silent = []
    for route in app.routes:
        handlers: list[BaseRouteHandler] = (
            list(route.route_handlers) if isinstance(route, HTTPRoute) else [route.route_handler]
        )
        for handler in handlers:
            methods = sorted(handler.http_methods) if isinstance(handler, HTTPRouteHandler) else []
            # Litestar itself adds OPTIONS; let_in keeps it shut.
            if methods != ["OPTIONS"] and not _says_who(handler.opt):
                silent.append(f"{' '.join(methods)} {route.path}")
    if silent:
        raise RuntimeError(f"these routes do not say who may use them: {', '.join(silent)}")


def _says_who(opt: Mapping[str, Any]) -> bool:
    who = opt.get("who")
    if isinstance(who, Mark):
        return who in (ANYONE, SIGNED_IN) or (who == CONTOUR and "know" in opt)
    return isinstance(who, frozenset) and bool(who) and all(isinstance(role, Role) for role in who)


def local(told: str | None) -> str:
    """Return where to go after the login: a path of our own, or home. Another site's address never passes."""
    path = told or "/"
    strange = any(ord(sign) < 33 or sign == "\\" for sign in path)
    if (
        strange
        or len(path) > LONGEST
        or not path.startswith("/")
        or path.startswith("//")
        or path.startswith(("/login", "/logout"))
    ):
        return "/"
    return path


def path_of(address: str) -> str:
    """Return the path of an address that a browser told, or home when it is none."""
    try:
        return urlsplit(address).path or "/"
    except ValueError:
        return "/"


def to_login(wanted: str) -> str:
    """Return the address of the login that leads back to where one wanted to go."""
    wanted = local(wanted)
    return "/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}"
