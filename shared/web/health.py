"""Two questions of whoever watches a contour: does its process live, and can it work. Neither needs a login."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response

from shared.doors import ANYONE, answer

Broken = Callable[[], Awaitable[list[str]]]
Away = Callable[[], list[str]]


async def healthz() -> Response[dict[str, str]]:
    """Tell whoever restarts a dead process that this one lives: that it answers is the answer."""
    return Response({"status": "ok"})


async def readyz(broken: Broken, away: Away) -> Response[dict[str, Any]]:
    """Tell whoever sends visitors here whether it can work: 503 names what is broken.

    A broker that is away is told and changes nothing: a contour works without the line.
    """
    found = await broken()
    body = {"status": "broken" if found else "ok", "broken": found, "away": away()}
    return Response(body, status_code=503 if found else 200)


DOORS = [answer("GET", "/healthz", healthz, who=ANYONE), answer("GET", "/readyz", readyz, who=ANYONE)]
