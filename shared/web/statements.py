"""A statement of completeness to download: from either side, by whoever may see the exchange."""

from typing import Any

from litestar import Request, Response, get
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from shared.actor import Actor
from shared.config import Config
from shared.db import Pool
from shared.errors import NotFound
from shared.sync import agreement, keys, statement
from shared.web.doors import SIGNED_IN

URL = "/exchange/statement"


class NeverEven(NotFound):
    """Об этом потоке обе стороны ещё ни разу не сказали одно и то же: заявлять пока нечего."""


def may_see(config: Config, actor: Actor, stream: str, other: str = "") -> bool:
    """Tell whether a stream between us and the other is this person's to see: all of a college's own are."""
    if config.kind == "college":
        return True
    audience = stream.partition(".")[2]
    return (audience == "all" or actor.covers(audience)) and (not other or actor.covers(other))


def handlers(config: Config, pool: Pool) -> list[HTTPRouteHandler]:
    """Return the door of the file."""

    @get(f"{URL}/{{stream:str}}/{{other:str}}", opt={"who": SIGNED_IN}, include_in_schema=False)
    async def give(request: Request[Any, Any, Any], stream: FromPath[str], other: FromPath[str]) -> Response[bytes]:
        agreed = await agreement.agreement(pool, stream, other)
        if agreed is None or not may_see(config, request.scope["user"], stream, other):
            raise NeverEven
        stated = agreement.statement(agreed, keys.read(config.key), config.contour, now=config.clock())
        headers = {"content-disposition": f'attachment; filename="{agreed.stream}-{agreed.seq}.json"'}
        return Response(statement.write(stated), media_type=MediaType.JSON, headers=headers)

    return [give]
