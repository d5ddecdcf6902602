"""What every contour has, whatever services live in it: its home page, its health, its news."""

from pathlib import Path

from litestar.response import ServerSentEvent

from shared.doors import SIGNED_IN, answer
from shared.service import Area, Service, Subject
from shared.web import health, today
from shared.web.desk import Desk


async def listen(desk: Desk, service: str) -> ServerSentEvent:
    """Tell an open page each time something changes in the service that it shows."""
    names = {running.service.name for running in desk.services}
    source = desk.live.ticks(service if service in names else desk.services[0].service.name)
    return ServerSentEvent(source, headers={"Cache-Control": "no-store"})


SERVICE = Service(
    name="contour",
    areas=[
        Area(
            "contour",
            [
                Subject("today", doors=today.DOORS),
                Subject("health", doors=health.DOORS),
                Subject("news", doors=[answer("GET", "/live/{service:str}", listen, who=SIGNED_IN)]),
            ],
        )
    ],
    # It keeps nothing.
    migrations=Path(),
)
