"""The web application of a contour: every door bound to its room, errors answered in one place, nothing open."""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
from litestar import Litestar, Request, Response, get
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream
from litestar.static_files import create_static_files_router

from shared.errors import Refused
from shared.log import log
from shared.service import Nav, Room
from shared.web import frame as frames
from shared.web.bind import JSON, bind
from shared.web.desk import Desk, Visitor
from shared.web.doors import ANYONE, SIGNED_IN, View
from shared.web.live import Live
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
LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    ConnectionError,
    OSError,
)


def folders(rooms: Sequence[Room]) -> list[Path]:
    """Where pages are: beside the subject that they show."""
    found = [ROOT / "shared" / "identity" / "templates"]
    for room in rooms:
        found += sorted((ROOT / "services" / room.service.name).glob("*/templates"))
    return found


def assets_version() -> str:
    """Changes when a static file changes, so that a browser never keeps an old stylesheet for a new page."""
    digest = sha256()
    for file in sorted(frames.STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.name.encode() + str(file.stat().st_size).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def compose(
    rooms: Sequence[Room],
    *,
    exchange: Callable[[], Awaitable[frames.Exchange | None]],
    csrf: Callable[[Visitor], str],
    live: Live,
    ready: Callable[[], Awaitable[list[str]]],
    handlers: Sequence[HTTPRouteHandler] = (),
    nav: Sequence[Nav] = (),
    **config: Any,
) -> Litestar:
    """Return the application.

    `ready` names what does not work; `handlers` and `nav` are the contour's own pages; `config` goes to Litestar.
    """
    environment = frames.environment(folders(rooms))
    desk = Desk(rooms[0].config, rooms, environment, exchange, csrf, assets_version(), live, nav)
    doors = [bind(door, room, desk) for room in rooms for subject in room.service.subjects for door in subject.doors]
    static = create_static_files_router(
        "/static", [frames.STATIC], opt={"who": ANYONE}, include_in_schema=False, cache_control=None
    )
    routes = [*doors, *handlers, today(desk), healthz(), readyz(ready), news(desk), static]
    app = Litestar(
        route_handlers=routes,
        exception_handlers={Exception: answer_error},
        openapi_config=None,
        **config,
    )
    app.state.desk = desk
    return app


def healthz() -> HTTPRouteHandler:
    """Return the door of those who watch the process."""

    @get("/healthz", opt={"who": ANYONE}, include_in_schema=False)
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    return alive


def readyz(ready: Callable[[], Awaitable[list[str]]]) -> HTTPRouteHandler:
    """Return the door of those who ask whether everything under the process works."""

    @get("/readyz", opt={"who": ANYONE}, include_in_schema=False)
    async def works() -> Response[dict[str, Any]]:
        broken = await ready()
        return Response({"status": "broken" if broken else "ok", "broken": broken}, status_code=503 if broken else 200)

    return works


def news(desk: Desk) -> HTTPRouteHandler:
    """Return the door of open pages that want to know when something changes."""

    @get("/live/{service:str}", opt={"who": SIGNED_IN}, include_in_schema=False)
    async def listen(service: str) -> Stream:
        names = {room.service.name for room in desk.rooms}
        source = desk.live.ticks(service if service in names else desk.rooms[0].service.name)
        return Stream(source, media_type="text/event-stream", headers={"cache-control": "no-store"})

    return listen


async def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer every error: a refusal in its own words, bad input with what is wrong, our own fault with an apology."""
    status, message, field = told(error)
    if status >= 500:
        log.error("failed", path=request.scope.get("path_template", ""), error=type(error).__name__, exc_info=error)
    if request.url.path.startswith("/api/"):
        problem = {"error": message, "status": status} | ({"field": field} if field else {})
        return Response(msgspec.json.encode(problem), status_code=status, media_type=JSON)
    desk: Desk = request.app.state.desk
    view = View("error.html", {"status": status, "message": message}, title_of(status))
    try:
        return await desk.page(request, view, status=status)
    except LOST:
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
        case _ if isinstance(error, LOST):
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
        503: "Нет связи с базой",
    }
    return titles.get(status, "Не получилось")
