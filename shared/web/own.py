"""The doors that every contour has: home page, health, news, and the description of its API."""

from functools import partial
from pathlib import Path
from typing import Any

from litestar.response import ServerSentEvent

from shared.doors import ANYONE, SIGNED_IN, View, answer, page, query
from shared.identity.gate import Gate
from shared.identity.recognize import Auth, lasts
from shared.service import Area, Service, Subject
from shared.web import health, help, problems, today
from shared.web.desk import Desk, Visitor
from shared.web.openapi import describe
from shared.web.reference import reference


async def listen(desk: Desk, gate: Gate, visitor: Visitor, service: str) -> ServerSentEvent:
    """Notify an open page each time something changes in its service, while the reader's session lasts."""
    names = {running.service.name for running in desk.services}
    shown = service if service in names else desk.services[0].service.name
    auth: Auth = visitor.scope["auth"]
    source = desk.live.ticks(shown, auth.id, partial(lasts, gate, auth))
    return ServerSentEvent(source, headers={"Cache-Control": "no-store"})


DESCRIPTION = "/api/openapi.json"


async def description(desk: Desk) -> dict[str, Any]:
    """Return the OpenAPI description of this contour."""
    return describe(desk.config.kind, desk.declared)


async def show_api(desk: Desk) -> View:
    """Show the description of the API to whoever writes a program."""
    laid_out = reference(await description(desk))
    return View(
        "api.html",
        {"address": DESCRIPTION, "reference": laid_out},
        "Программный доступ",
        "Все, кто вошёл: здесь только устройство.",
    )


SERVICE = Service(
    name="contour",
    areas=[
        Area(
            "contour",
            [
                Subject("today", doors=today.DOORS),
                Subject("health", doors=health.DOORS),
                Subject("help", doors=help.DOORS),
                Subject(
                    "api",
                    doors=[
                        page("/api", show_api, who=SIGNED_IN, impersonal="the shape of the API"),
                        query(DESCRIPTION, description, who=SIGNED_IN, impersonal="the shape of the API"),
                        page(problems.TYPES, problems.show_types, who=ANYONE, impersonal="the shape of the API"),
                        page(
                            f"{problems.TYPES}/{{name:str}}",
                            problems.show_type,
                            who=ANYONE,
                            impersonal="the shape of the API",
                        ),
                    ],
                ),
                Subject(
                    "news",
                    doors=[
                        answer("GET", "/live/{service:str}", listen, who=SIGNED_IN, impersonal="that something changed")
                    ],
                ),
            ],
        )
    ],
    # It stores nothing.
    migrations=Path(),
)
