"""The doors of the contours below, where the broker cannot be reached: their frames and questions over HTTPS."""

from typing import Any

from litestar import MediaType, Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from shared.config import Config
from shared.errors import Refused
from shared.sync import wire
from shared.sync.https.porch import NEWS_SECONDS
from shared.sync.https.signing import SCHEME, Signed
from shared.sync.https.web import PATH
from shared.sync.station import Station
from shared.web.doors import ANYONE, CONTOUR
from shared.web.guards import Connection, NotForYou, NotSignedIn

Asked = Request[Any, Any, Any]
# Method, path, who; docs/access.md lists them.
DOORS = (
    ("POST", f"{PATH}/frames", CONTOUR),
    ("POST", f"{PATH}/questions/{{what:str}}", CONTOUR),
    ("GET", f"{PATH}/news", CONTOUR),
    ("GET", f"{PATH}/clock", ANYONE),
)
NEWS = 200
NOTHING = 204


class NotYet(Refused):
    """Обмен ещё не запущен. Повторите через несколько секунд."""

    status = 503


def handlers(config: Config, station: Station) -> list[HTTPRouteHandler]:
    """Return the doors; a college answers nobody."""
    if config.kind == "college":
        return []
    porch = station.porch

    async def know(connection: Connection) -> None:
        header = connection.headers.get("authorization", "")
        if not header.startswith(f"{SCHEME} "):
            raise NotSignedIn if connection.scope.get("user") is None else NotForYou
        what = str(connection.path_params.get("what") or connection.scope["path"].rpartition("/")[2])
        connection.scope["state"]["signed"] = await porch.let_in(what, header)

    opt = {"who": CONTOUR, "know": know}

    @post(f"{PATH}/frames", opt=opt | {"limit": wire.FRAME_LIMIT}, status_code=NOTHING, include_in_schema=False)
    async def take(request: Asked) -> None:
        body = await request.body()
        async with porch.serving(_signed(request), body) as via:
            if station.answerer is None or station.ways is None:
                raise NotYet
            await station.answerer.take(station.ways, via, body)

    @post(
        f"{PATH}/questions/{{what:str}}",
        opt=opt | {"limit": wire.TALK_LIMIT},
        status_code=200,
        include_in_schema=False,
    )
    async def answer(request: Asked, what: FromPath[str]) -> Response[bytes]:
        body = await request.body()
        async with porch.serving(_signed(request), body) as via:
            if station.answerer is None:
                raise NotYet
            return Response(await station.answerer.answer(via, what, body), media_type=MediaType.JSON)

    @get(f"{PATH}/news", opt=opt, include_in_schema=False)
    async def news(request: Asked) -> Response[bytes]:
        async with porch.serving(_signed(request)) as via:
            found = await porch.waiting.news(via, NEWS_SECONDS)
        return Response(b"", status_code=NEWS if found else NOTHING)

    @get(f"{PATH}/clock", opt={"who": ANYONE}, include_in_schema=False, media_type=MediaType.TEXT)
    async def clock() -> str:
        return str(porch.millis())

    return [take, answer, news, clock]


def _signed(request: Asked) -> Signed:
    signed: Signed = request.scope["state"]["signed"]
    return signed
