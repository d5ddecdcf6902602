"""The web application of a contour: binds every door to its service and answers every error."""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar, Request, Response, Router
from litestar.handlers import HTTPRouteHandler
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, Receive, Scope, Send

from shared import db
from shared.doors import ANYONE, View, shown_again
from shared.identity.gate import Gate
from shared.identity.second_factor import CodeOverdue
from shared.log import log
from shared.service import Service, Subject, scope_of
from shared.sync.running import RunningService
from shared.web import frame as frames
from shared.web import unsent
from shared.web.accounts.app import SERVICE as IDENTITY
from shared.web.accounts.codes import PATH as CODE
from shared.web.arguments import Place
from shared.web.bind import bind
from shared.web.desk import Desk
from shared.web.guards import GUARDS, NotSignedIn, PageIsStale, check_routes, csrf_of, visit_of
from shared.web.health import Away, Broken
from shared.web.live import Live
from shared.web.openapi import PROBLEM_JSON
from shared.web.own import SERVICE as CONTOUR
from shared.web.problems import problem_of, title_of, told
from shared.web.security import Secured

ROOT = Path(__file__).parent.parent.parent


def folders(services: Sequence[RunningService]) -> tuple[Path, ...]:
    """Return the folders of templates: each is beside its subject."""
    found = [ROOT / "shared" / "web" / "accounts" / "templates"]
    for running in services:
        found += sorted((ROOT / "services" / running.service.name).glob("*/*/templates"))
    return tuple(found)


def assets_version() -> str:
    """Return a hash of the static files, so that a browser never uses an old stylesheet for a new page."""
    digest = sha256()
    for file in sorted(frames.STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.name.encode() + str(file.stat().st_size).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def compose(
    services: Sequence[RunningService],
    gate: Gate,
    *,
    live: Live,
    broken: Broken,
    exchange: Callable[[], Awaitable[frames.Exchange | None]],
    away: Away = list,
    own: Sequence[tuple[Service, Place]] = (),
) -> ASGIApp:
    """Return the application; `own` are the contour's services besides identity, with the prefix of their doors.

    `broken` names what keeps it from working, `away` the brokers that it does without just now.
    """
    environment = frames.environment(folders(services))
    kind = gate.config.kind
    placed = [
        *((running.service, Place(running.transaction, running.today, running.service.settle)) for running in services),
        (IDENTITY.at(kind), Place(gate.transaction, given={"gate": gate})),
        (CONTOUR, Place(given={"broken": broken, "away": away, "gate": gate})),
        *((service.at(kind), place) for service, place in own),
    ]
    subjects = [
        (subject, scope_of(service, subject), place) for service, place in placed for subject in service.subjects
    ]
    nav = [entry for subject, _, _ in subjects for entry in subject.nav]
    desk = Desk(
        gate.config, services, environment, exchange, csrf_of, assets_version(), live, gate.holders, nav,
        declared=[service for service, _ in placed],
    )  # fmt: skip
    app = Litestar(
        route_handlers=[*_bound(subjects, desk), _static()],
        exception_handlers={Exception: refuse},
        guards=GUARDS,
        openapi_config=None,
        # Litestar's own logging masks no secrets and starts a thread for each application.
        logging_config=None,
        request_max_body_size=None,
    )
    app.state.desk, app.state.gate = desk, gate
    check_routes(app)
    return Secured(app, gate)


def _bound(subjects: Sequence[tuple[Subject, str, Place]], desk: Desk) -> list[HTTPRouteHandler]:
    every = [door for subject, _, _ in subjects for door in subject.doors]
    return [
        bind(door, place, desk, scope)
        for subject, scope, place in subjects
        for door in [*subject.doors, *shown_again(subject.doors, every)]
    ]


def _static() -> Router:
    return create_static_files_router(
        "/static", [frames.STATIC], opt={"who": ANYONE}, include_in_schema=False, cache_control=None
    )


class Refusal(Response[None]):
    """The answer to an error. It is rendered when it is sent, because a page needs the visitor and their tasks."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        super().__init__(None)

    def to_asgi_response(self, *, request: Request[Any, Any, Any], **_: Any) -> Any:  # type: ignore[override]
        """Return what Litestar calls to send the answer."""

        async def give(scope: Scope, receive: Receive, send: Send) -> None:
            response = await answer_error(request, self.error)
            await response.to_asgi_response(app=None, request=request)(scope, receive, send)

        return give


def refuse(_: Request[Any, Any, Any], error: Exception) -> Response[None]:
    """Answer an error with its own sentence."""
    return Refusal(error)


async def _led(request: Request[Any, Any, Any], error: Exception, desk: Desk) -> Response[bytes] | None:
    """Lead a person whose session ended to the login, or back to what they typed."""
    match error:
        case NotSignedIn():
            return await unsent.lead_to_login(request, request.app.state.gate, desk)
        case PageIsStale():
            return await unsent.bring_back(request, request.app.state.gate, desk)
        case _:
            return None


async def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer every error: a refusal in its own words, bad input with what is wrong, our own fault with an apology."""
    desk: Desk = request.app.state.desk
    by_program = request.url.path.startswith("/api/") or visit_of(request).by_token
    if isinstance(error, CodeOverdue) and not by_program:
        return Response(b"", status_code=303, headers={"location": CODE})
    if led := None if by_program else await _led(request, error, desk):
        return led
    status, message = told(error)
    if status >= 500:
        log.error("failed", path=request.scope.get("path_template", ""), error=type(error).__name__, exc_info=error)
    if by_program:
        problem = problem_of(error, visit_of(request).id)
        return Response(msgspec.json.encode(problem), status_code=status, media_type=PROBLEM_JSON)
    view = View("error.html", {"status": status, "message": message}, title_of(status))
    try:
        return await desk.page(request, view, status=status)
    except db.Trouble:
        return Response(message.encode(), status_code=status, media_type="text/plain; charset=utf-8")
