"""Guards: every door declares who may use it, and a change must come from one of our own pages."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
from shared.identity.second_factor import CodeOverdue
from shared.identity.tokens import Token
from shared.shown import Whose

Connection = ASGIConnection[Any, Any, Any, Any]
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
USUAL_BODY = 1024 * 1024
UPLOAD_BODY = 8 * 1024 * 1024
# No real address is longer: browsers and proxies refuse such addresses.
LONGEST = 2000


class NotSignedIn(Refused):
    """Войдите, чтобы продолжить."""

    status = 401


class NotForYou(Forbidden):
    """Эта страница не для вашей роли. Если она нужна вам по работе, попросите куратора организации дать доступ."""


class OnlyInBrowser(Forbidden):
    """Это делают в браузере, войдя с паролем: ключ программы для этого не годится."""


class BeyondScope(Forbidden):
    """Этому ключу такого не разрешали: он выдан для других разделов или только для чтения."""


class FromElsewhere(Forbidden):
    """Запрос пришёл не с нашей страницы, поэтому мы его не выполнили."""


class PageIsStale(Forbidden):
    """Страница устарела: вы вошли заново после того, как её открыли. Обновите её и повторите, ничего не изменилось."""


class TooLarge(HTTPException):
    """The body is larger than its door accepts."""

    status_code = 413


@dataclass
class Visit:
    """What is known about one request before it reaches its door."""

    id: str
    # The form token of this browser, bound to its session or, before that, to its visitor cookie.
    csrf: str
    secure: bool
    by_token: bool
    # How many bytes of the body may be read; the door's guard sets it.
    limit: int = UPLOAD_BODY
    # The title of the shown page: the access log records it as what was read.
    title: str = ""
    # Whose data the answer shows, and the roles that its door knows the visitor by.
    shown: frozenset[Whose] = frozenset()
    roles: frozenset[Role] = frozenset()
    # What was committed when what is shown was read: see screen.py.
    seen: str = ""
    # Why the visitor could not be recognized: the database did not answer.
    failure: Exception | None = None
    # When the visitor's role opens nothing more without a second factor, and whether that has come.
    code_due: datetime | None = None
    code_overdue: bool = False
    # Whose page this is, sealed: its forms carry it, so that words of an ended session find their owner.
    owner: str = ""
    # The browser has the cookie of a session, open or ended.
    had_session: bool = False


def visit_of(connection: Connection) -> Visit:
    """Return what shared/web/security.py has stored about this request."""
    return cast(Visit, connection.scope["state"]["visit"])


def csrf_of(connection: Connection) -> str:
    """Return the token that a form carries in `_csrf`, or a script in `X-CSRF-Token`."""
    return visit_of(connection).csrf


async def bound_body(connection: Connection, handler: BaseRouteHandler) -> None:
    """Say how much of the body may be read, before anybody reads it."""
    if not handler.opt.get("upload"):
        visit_of(connection).limit = handler.opt.get("limit", USUAL_BODY)


async def let_in(connection: Connection, handler: BaseRouteHandler) -> None:
    """Allow a door only to those for whom it was declared."""
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
    if visit.code_overdue and not handler.opt.get("without_code"):
        raise CodeOverdue
    if who != SIGNED_IN and not (isinstance(who, frozenset) and actor.roles & who):
        raise NotForYou
    if visit.by_token and handler.opt.get("in_person"):
        raise OnlyInBrowser
    token = connection.scope.get("auth")
    writes = connection.scope.get("method") not in SAFE
    if isinstance(token, Token) and not token.opens(handler.opt.get("subject", ""), writes=writes):
        raise BeyondScope


async def keep_own(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse a change that comes neither from one of our own pages nor from a program with its token."""
    visit = visit_of(connection)
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


GUARDS = [bound_body, let_in, keep_own]


def _same_origin(connection: Connection, *, secure: bool) -> bool:
    """Trust the browser's headers about the origin of a request; without them the form token is still required."""
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
    except Exception as error:  # whatever the parser fails at, the form was malformed
        raise ClientException from error
    return told if isinstance(told, str) else ""


def check_routes(app: Litestar) -> None:
    """Fail at start when a route does not declare who may use it."""
    silent = []
    for route in app.routes:
        handlers: list[BaseRouteHandler] = (
            list(route.route_handlers) if isinstance(route, HTTPRoute) else [route.route_handler]
        )
        for handler in handlers:
            methods = sorted(handler.http_methods) if isinstance(handler, HTTPRouteHandler) else []
            # Litestar itself adds OPTIONS; let_in refuses it.
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
    """Return where to go after the login: a path of our own site, or home; never the address of another site."""
    path = told or "/"
    strange = any(ord(sign) < 33 or sign == "\\" for sign in path)
    if (
        strange
        or len(path) > LONGEST
        or not path.startswith("/")
        or path.startswith("//")
        or path.startswith(("/login", "/logout", "/sessions"))
    ):
        return "/"
    return path


def path_of(address: str) -> str:
    """Return the path of an address that a browser sent, or home when it is not an address."""
    try:
        return urlsplit(address).path or "/"
    except ValueError:
        return "/"


def to_login(wanted: str) -> str:
    """Return the address of the login page that leads back to the page asked for."""
    wanted = local(wanted)
    return "/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}"
