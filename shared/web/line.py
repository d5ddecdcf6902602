"""The doors of the contours below, where the broker cannot be reached: their frames and questions over HTTPS."""

import asyncio
from typing import Any

from litestar import MediaType, Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from shared.config import Config
from shared.sync import wire
from shared.sync.https.porch import NEWS_SECONDS, Porch
from shared.sync.https.signing import SCHEME, Signed
from shared.sync.https.web import PATH
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


class Porter:
    """Whoever stands behind the doors."""

    def __init__(self, porch: Porch) -> None:
        """`porch` is shut until the exchange runs."""
        self._porch = porch

    async def know(self, connection: Connection) -> None:
        """Let in whoever signed the request; a person has nothing to do here."""
        header = connection.headers.get("authorization", "")
        if not header.startswith(f"{SCHEME} "):
            raise NotSignedIn if connection.scope.get("user") is None else NotForYou
        what = str(connection.path_params.get("what") or connection.scope["path"].rpartition("/")[2])
        connection.scope["state"]["signed"] = await self._porch.let_in(what, header)

    async def take(self, request: Asked) -> None:
        """Take a frame; whatever the verdict, it need not come again."""
        body = await request.body()
        async with self._porch.serving(_signed(request), body) as via:
            answerer, ways = self._porch.answering
            await answerer.take(ways, via, body)

    async def answer(self, request: Asked, what: FromPath[str]) -> Response[bytes]:
        """Answer a question."""
        body = await request.body()
        async with self._porch.serving(_signed(request), body) as via:
            answerer, _ = self._porch.answering
            return Response(await answerer.answer(via, what, body), media_type=MediaType.JSON)

    async def news(self, request: Asked) -> Response[bytes]:
        """Keep a contour waiting until there is something to ask for."""
        async with self._porch.serving(_signed(request)) as via:
            try:
                found = await self._porch.waiting.news(via, NEWS_SECONDS)
            except asyncio.CancelledError:  # the server is stopping, and has waited long enough
                found = False
        return Response(b"", status_code=NEWS if found else NOTHING)

    async def clock(self) -> str:
        """Say what time it is here, for those whose clock differs."""
        return str(self._porch.millis())


def handlers(config: Config, porch: Porch) -> list[HTTPRouteHandler]:
    """Return the doors; a college answers nobody."""
    if config.kind == "college":
        return []
    porter = Porter(porch)
    opt = {"who": CONTOUR, "know": porter.know}
    frames = post(f"{PATH}/frames", opt=opt | {"limit": wire.FRAME_LIMIT}, status_code=NOTHING)
    questions = post(f"{PATH}/questions/{{what:str}}", opt=opt | {"limit": wire.FRAME_LIMIT}, status_code=200)
    news = get(f"{PATH}/news", opt=opt)
    clock = get(f"{PATH}/clock", opt={"who": ANYONE}, media_type=MediaType.TEXT)
    return [frames(porter.take), questions(porter.answer), news(porter.news), clock(porter.clock)]


def _signed(request: Asked) -> Signed:
    signed: Signed = request.scope["state"]["signed"]
    return signed
