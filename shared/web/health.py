"""Two questions of whoever watches a contour: does its process live, and can it work. Neither needs a login."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler

from shared.web.doors import ANYONE

Broken = Callable[[], Awaitable[list[str]]]
Away = Callable[[], list[str]]


def healthz() -> HTTPRouteHandler:
    """Return the door of whoever restarts a dead process: that it answers is the answer."""

    @get("/healthz", opt={"who": ANYONE}, include_in_schema=False)
    async def lives() -> dict[str, str]:
        return {"status": "ok"}

    return lives


def readyz(broken: Broken, away: Away) -> HTTPRouteHandler:
    """Return the door of whoever sends visitors here: 503 names what is broken.

    A broker that is away is told and changes nothing: a contour works without the line.
    """

    @get("/readyz", opt={"who": ANYONE}, include_in_schema=False)
    async def works() -> Response[dict[str, Any]]:
        found = await broken()
        body = {"status": "broken" if found else "ok", "broken": found, "away": away()}
        return Response(body, status_code=503 if found else 200)

    return works
