"""The layer between the network and every door: recognition, security headers, the limit of a body, the log.

`Secured` wraps the whole application, so that it also protects answers that reach no door (404, 500, a static
file).
"""

import re
import secrets
import time
from typing import Any, cast

import structlog
from litestar import Request
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from shared import db
from shared.actor import Actor
from shared.identity import keys, reads
from shared.identity.gate import Gate
from shared.identity.recognize import STRANGER, bearer_of, cookie_name, recognize
from shared.identity.sessions import OpenSession
from shared.log import log
from shared.web import owner, proxies
from shared.web.guards import GUARDS, TooLarge, Visit, check_routes, csrf_of

__all__ = ["GUARDS", "Secured", "check_routes", "csrf_of"]

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    # Not `no-referrer`: with it a browser sends `Origin: null` for our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
HSTS = "max-age=63072000; includeSubDomains"
# Doors that never recognize the visitor: they must answer without a database.
BLIND = re.compile(r"/(static/.*|healthz|readyz)")
VISITOR = 60 * 60 * 12


class Secured:
    """The application of a contour behind its protection."""

    def __init__(self, app: ASGIApp, gate: Gate) -> None:
        """`app` answers requests; `gate` recognizes visitors."""
        self.app, self.gate = app, gate
        config = gate.config
        self.proxies = proxies.trusted(config)
        self.csrf_key, self.owner_key = gate.key("csrf"), gate.key(owner.KEY)
        self.session_cookie = cookie_name(config)
        self.visitor_cookie = cookie_name(config, "visitor")
        headers = HEADERS | ({"strict-transport-security": HSTS} if config.secure else {})
        self.headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        kind = str(scope["type"])
        if kind == "http":
            self._place(cast(HTTPScope, scope))
            await _Answer(self, cast(HTTPScope, scope), receive, send).give()
        elif kind == "lifespan":
            await self.app(scope, receive, send)
        else:
            raise RuntimeError(f"{kind} is not spoken here")

    def _place(self, scope: HTTPScope) -> None:
        """Put the client's address in place of the proxy's."""
        if scope["client"] is not None:
            peer, port = scope["client"]
            told = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
            scope["client"] = (proxies.client_of(peer, told, self.proxies), port)


class _Answer:
    """One request and its answer."""

    def __init__(self, secured: Secured, scope: HTTPScope, receive: Receive, send: Send) -> None:
        self.secured, self.scope, self.receive, self.send = secured, scope, receive, send
        self.begun = time.perf_counter()
        self.path, self.method = scope["path"], scope["method"]
        self.request: Request[Any, Any, Any] = Request(scope)
        self.status, self.read = 0, 0
        self.new_visitor = ""
        scope.setdefault("state", {})
        self.visit = self._visit()
        scope["state"]["visit"] = self.visit

    def _visit(self) -> Visit:
        cookies = self.request.cookies
        session = cookies.get(self.secured.session_cookie, "")
        binding = session if keys.is_token(session) else cookies.get(self.secured.visitor_cookie, "")
        if not keys.is_token(binding):
            binding = self.new_visitor = keys.new_token()
        return Visit(
            id=secrets.token_hex(8),
            csrf=keys.mark(self.secured.csrf_key, binding),
            secure=self.secured.gate.config.secure,
            by_token="authorization" in self.request.headers,
            had_session=keys.is_token(session),
        )

    async def give(self) -> None:
        """Recognize the visitor, answer, write the log line."""
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=self.visit.id)
        try:
            await self._recognize()
            await self.secured.app(self.scope, self._received, self._sent)
        except Exception as error:
            log.error("answer failed", error=type(error).__name__, exc_info=error)
            await self._apologize()
        finally:
            self._log()

    async def _recognize(self) -> None:
        self.scope["user"], self.scope["auth"] = STRANGER.actor, STRANGER.auth
        if BLIND.fullmatch(self.path):
            return
        try:
            known = await recognize(
                self.secured.gate,
                bearer=bearer_of(self.request.headers.get("authorization")),
                cookie=self.request.cookies.get(self.secured.session_cookie),
            )
        except db.Trouble as error:
            self.visit.failure = error
            return
        self.scope["user"], self.scope["auth"] = known.actor, known.auth
        self.visit.code_due = known.code_due
        self.visit.code_overdue = known.code_due is not None and self.secured.gate.clock() >= known.code_due
        if isinstance(known.auth, OpenSession):
            self.visit.owner = owner.sealed(self.secured.owner_key, known.auth.account_id)

    async def _received(self) -> Any:
        message = await self.receive()
        if message["type"] == "http.request":
            self.read += len(message.get("body", b""))
            if self.read > self.visit.limit:
                raise TooLarge
        return message

    async def _sent(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._note_read(message["status"])
            self._begin(message)
            self.status = message["status"]
        await self.send(message)

    def _begin(self, message: Any) -> None:
        """Set the headers of the answer."""
        own = {name for name, _ in self.secured.headers} | {b"server", b"x-request-id"}
        headers = [(name, value) for name, value in message["headers"] if name.lower() not in own]
        if self.new_visitor and any(name == b"content-type" and b"html" in value for name, value in headers):
            headers.append((b"set-cookie", self._visitor_cookie()))
        headers += [*self.secured.headers, (b"x-request-id", self.visit.id.encode())]
        if not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", self._cache(message["status"])))
        message["headers"] = headers

    def _visitor_cookie(self) -> bytes:
        secure = "; Secure" if self.visit.secure else ""
        name = self.secured.visitor_cookie
        return f"{name}={self.new_visitor}; Path=/; Max-Age={VISITOR}; HttpOnly; SameSite=Lax{secure}".encode()

    def _cache(self, status: int) -> bytes:
        if not self.path.startswith("/static/") or status >= 400:
            return b"no-store"
        # The content behind a versioned address never changes.
        return b"public, max-age=31536000, immutable" if self.scope["query_string"] else b"public, max-age=3600"

    async def _note_read(self, status: int) -> None:
        """Note who is shown people's data, before it is shown (152-ФЗ); one's own data may be read unnoted."""
        auth, visit = self.scope.get("auth"), self.visit
        if auth is None or status >= 500:
            return
        actor: Actor = self.scope["user"]
        people = frozenset(one for one in visit.shown if one.person_id != actor.person_id)
        if not people:
            return
        gate = self.secured.gate
        if gate.ledger.full:
            await gate.ledger.write(gate.transaction)
        reader = reads.Reader(auth.account_id, actor.name, visit.roles or actor.roles)
        page, route = visit.title or self._route(), self._route()
        gate.ledger.note(reader, people, page=page, route=route, request_id=visit.id, at=gate.clock())

    async def _apologize(self) -> None:
        if self.status:
            return
        text = "У нас ошибка. Мы её записали; то, что вы ввели раньше, сохранено.".encode()
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
        message: Any = {"type": "http.response.start", "status": 500, "headers": headers}
        self._begin(message)
        self.status = 500
        await self.send(message)
        await self.send({"type": "http.response.body", "body": text, "more_body": False})

    def _route(self) -> str:
        return self.scope.get("path_template") or "-"

    def _log(self) -> None:
        """Write one line per request: the route, not the address, which may contain a token or a name."""
        auth = self.scope.get("auth")
        log.info(
            "request",
            method=self.method,
            route=self._route(),
            status=self.status,
            ms=round((time.perf_counter() - self.begun) * 1000, 1),
            account=str(auth.account_id) if auth is not None else None,
        )
