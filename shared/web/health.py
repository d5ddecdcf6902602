"""Two questions of monitoring: does the process live, and can the contour work. Neither needs a login."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response

from shared.doors import ANYONE, answer

Broken = Callable[[], Awaitable[list[str]]]
Away = Callable[[], list[str]]


async def healthz() -> Response[dict[str, str]]:
    """Tell that the process lives: any answer proves it."""
    return Response({"status": "ok"})


async def readyz(broken: Broken, away: Away) -> Response[dict[str, Any]]:
    """Tell whether the contour can work: 503 names what is broken.

    An unreachable broker is reported but does not change the status: a contour works without the line.
    """
    found = await broken()
    body = {"status": "broken" if found else "ok", "broken": found, "away": away()}
    return Response(body, status_code=503 if found else 200)


DOORS = [
    answer("GET", "/healthz", healthz, who=ANYONE, impersonal="whether the contour works"),
    answer("GET", "/readyz", readyz, who=ANYONE, impersonal="whether the contour works"),
]
