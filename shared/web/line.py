"""Doors for contours below that cannot reach the broker: their frames and questions over HTTPS."""

import asyncio

from litestar import MediaType, Response

from shared.doors import ANYONE, CONTOUR, answer
from shared.sync import wire
from shared.sync.https.porch import NEWS_SECONDS, Porch
from shared.sync.https.signing import SCHEME, Signed
from shared.sync.https.web import PATH
from shared.web.desk import Visitor
from shared.web.guards import Connection, NotForYou, NotSignedIn

NEWS = 200
NOTHING = 204


async def know(connection: Connection, porch: Porch) -> None:
    """Recognize the contour that signed the request; people have no access here."""
    header = connection.headers.get("authorization", "")
    if not header.startswith(f"{SCHEME} "):
        raise NotSignedIn if connection.scope.get("user") is None else NotForYou
    what = str(connection.path_params.get("what") or connection.scope["path"].rpartition("/")[2])
    connection.scope["state"]["signed"] = await porch.let_in(what, header)


async def take(visitor: Visitor, porch: Porch) -> Response[bytes]:
    """Accept a frame; whatever the verdict, it need not be sent again."""
    body = await visitor.body()
    async with porch.serving(_signed(visitor), body) as via:
        answerer, ways = porch.answering
        await answerer.take(ways, via, body)
    return Response(b"", status_code=NOTHING)


async def answer_question(visitor: Visitor, porch: Porch, what: str) -> Response[bytes]:
    """Answer a question."""
    body = await visitor.body()
    async with porch.serving(_signed(visitor), body) as via:
        answerer, _ = porch.answering
        return Response(await answerer.answer(via, what, body), status_code=200, media_type=MediaType.JSON)


async def news(visitor: Visitor, porch: Porch) -> Response[bytes]:
    """Hold a contour's request until there is something to fetch."""
    async with porch.serving(_signed(visitor)) as via:
        try:
            found = await porch.waiting.news(via, NEWS_SECONDS)
        except asyncio.CancelledError:  # the server is stopping and no longer waits
            found = False
    return Response(b"", status_code=NEWS if found else NOTHING)


async def clock(porch: Porch) -> Response[str]:
    """Return the time here, for contours whose clock differs."""
    return Response(str(porch.millis()), media_type=MediaType.TEXT)


def _signed(visitor: Visitor) -> Signed:
    signed: Signed = visitor.scope["state"]["signed"]
    return signed


FRAMES = "what contours tell each other: the border says what may cross"
DOORS = [
    answer("POST", f"{PATH}/frames", take, who=CONTOUR, know=know, limit=wire.FRAME_LIMIT, impersonal=FRAMES),
    answer(
        "POST",
        f"{PATH}/questions/{{what:str}}",
        answer_question,
        who=CONTOUR,
        know=know,
        limit=wire.FRAME_LIMIT,
        impersonal=FRAMES,
    ),
    answer("GET", f"{PATH}/news", news, who=CONTOUR, know=know, impersonal=FRAMES),
    answer("GET", f"{PATH}/clock", clock, who=ANYONE, impersonal=FRAMES),
]
