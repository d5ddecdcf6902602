"""The web application of a contour: every door bound to its service, errors answered in one place, nothing open."""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
from litestar import Litestar, Request, Response, get
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import ServerSentEvent
from litestar.static_files import create_static_files_router
from litestar.types import ASGIApp, Receive, Scope, Send

from shared import db
from shared.errors import Refused
from shared.identity.gate import Gate
from shared.identity.pages import handlers as identity
from shared.log import log
from shared.service import Nav
from shared.sync.running import RunningService
from shared.web import frame as frames
from shared.web.bind import JSON, bind
from shared.web.desk import Desk
from shared.web.doors import ANYONE, SIGNED_IN, View
from shared.web.guards import GUARDS, check_routes, csrf_of, visit_of
from shared.web.health import Away, Broken, healthz, readyz
from shared.web.live import Live
from shared.web.security import Secured
from shared.web.today import today

ROOT = Path(__file__).parent.parent.parent
NOT_FOUND = "Такой страницы или записи нет, или она вам не видна."
WORDS = {
    400: "Запрос не разобрать.",
    401: "Войдите, чтобы продолжить.",
    403: "У вас нет права на это действие.",
    404: NOT_FOUND,
    405: "Так к этой странице не обращаются.",
    413: "Слишком большой запрос.",
    429: "Слишком много попыток. Подождите немного.",
    500: "У нас ошибка. Мы её записали; то, что вы ввели раньше, сохранено.",
    503: "База данных сейчас недоступна. Попробуйте через минуту: ничего не потеряно.",
}


def folders(services: Sequence[RunningService]) -> tuple[Path, ...]:
    """Where pages are: beside the subject that they show."""
    found = [ROOT / "shared" / "identity" / "templates"]
    for running in services:
        found += sorted((ROOT / "services" / running.service.name).glob("*/*/templates"))
    return tuple(found)


def assets_version() -> str:
    """Changes when a static file changes, so that a browser never keeps an old stylesheet for a new page."""
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
    handlers: Sequence[HTTPRouteHandler] = (),
    nav: Sequence[Nav] = (),
) -> ASGIApp:
    """Return the application; `handlers` and `nav` are the contour's own pages.

    `broken` names what keeps it from working, `away` the brokers that it does without just now.
    """
    environment = frames.environment(folders(services))
    desk = Desk(gate.config, services, environment, exchange, csrf_of, assets_version(), live, nav)
    doors = [
        bind(door, running, desk)
        for running in services
        for subject in running.service.subjects
        for door in subject.doors
    ]
    static = create_static_files_router(
        "/static", [frames.STATIC], opt={"who": ANYONE}, include_in_schema=False, cache_control=None
    )
    own = [today(desk), healthz(), readyz(broken, away), news(desk), *identity(gate)]
    app = Litestar(
        route_handlers=[*doors, *handlers, *own, static],
        exception_handlers={Exception: refuse},
        guards=GUARDS,
        openapi_config=None,
        # Litestar's own would write what any library says, with nothing left out, from a thread per application.
        logging_config=None,
        request_max_body_size=None,
    )
    app.state.desk, app.state.gate = desk, gate
    check_routes(app)
    return Secured(app, gate)


def news(desk: Desk) -> HTTPRouteHandler:
    """Return the door of open pages that want to know when something changes."""

    @get("/live/{service:str}", opt={"who": SIGNED_IN}, include_in_schema=False)
    async def listen(service: FromPath[str]) -> ServerSentEvent:
        names = {running.service.name for running in desk.services}
        source = desk.live.ticks(service if service in names else desk.services[0].service.name)
        return ServerSentEvent(source, headers={"Cache-Control": "no-store"})

    return listen


class Refusal(Response[None]):
    """The answer to an error. A page asks who is here and what waits for them, so it is made when it is sent."""

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
    """Answer an error with what it says."""
    return Refusal(error)


async def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer every error: a refusal in its own words, bad input with what is wrong, our own fault with an apology."""
    status, message, field = told(error)
    if status >= 500:
        log.error("failed", path=request.scope.get("path_template", ""), error=type(error).__name__, exc_info=error)
    if request.url.path.startswith("/api/") or visit_of(request).by_token:
        problem = {"error": message, "status": status} | ({"field": field} if field else {})
        return Response(msgspec.json.encode(problem), status_code=status, media_type=JSON)
    desk: Desk = request.app.state.desk
    view = View("error.html", {"status": status, "message": message}, title_of(status))
    try:
        return await desk.page(request, view, status=status)
    except db.Trouble:
        return Response(message.encode(), status_code=status, media_type="text/plain; charset=utf-8")


def told(error: Exception) -> tuple[int, str, str | None]:
    """Return the status, the sentence and the field of an error."""
    match error:
        case Refused():
            return error.status, error.message, error.field
        case HTTPException():
            return error.status_code, WORDS.get(error.status_code, WORDS[400]), None
        case asyncpg.DataError() | asyncpg.CharacterNotInRepertoireError():
            return 422, "Какое-то значение не помещается в базу: слишком велико или содержит запретные знаки.", None
        case asyncpg.SerializationError() | asyncpg.DeadlockDetectedError():
            return 409, "Кто-то изменил это одновременно с вами. Повторите.", None
        case _ if db.passing(error):
            return 503, WORDS[503], None
        case _:
            return 500, WORDS[500], None


def title_of(status: int) -> str:
    """The heading of an error page."""
    titles = {
        403: "Нет доступа",
        404: "Не нашлось",
        409: "Сейчас нельзя",
        422: "Не получилось",
        423: "Пока только смотреть",
        503: "Нет связи с базой",
    }
    return titles.get(status, "Не получилось")
