"""What a contour hands to one below that it enrolled: a file with its key, the broker's address, and a passport."""

import msgspec
from litestar import Response, get
from litestar.enums import MediaType
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from shared.actor import Role
from shared.config import Config, Peer
from shared.db import Pool
from shared.errors import NotFound
from shared.sync import keys
from shared.sync.claims import Authority
from shared.web.doors import roles

KEEPERS = roles(Role.OFFICIAL, Role.OPERATOR)
# Which service of those below speaks to us.
SPEAKS = {"region": "programs", "federation": "monitoring"}


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a contour needs of the one above it; nothing of it is secret, because only its key can use it.

    `passport` is the JWT that its own key shows to the broker.
    """

    contour: str
    upper: Peer
    nats_url: str
    passport: str


class NotEnrolled(NotFound):
    """Такого контура здесь не подключали, или обмен с ним приостановлен."""


async def handover(config: Config, pool: Pool, contour: str) -> Handover:
    """Return what to hand to an enrolled contour: a college of a region, a region of the federation."""
    public = await pool.fetchval(
        "select public_key from sync.followed where stream = $1 and left_at is null", f"{SPEAKS[config.kind]}.{contour}"
    )
    if public is None:
        raise NotEnrolled
    own = keys.read(config.key)
    return Handover(
        contour=contour,
        upper=Peer(config.contour, keys.text_of(own.public), url=config.address or config.url),
        nats_url=config.nats_url,
        passport=Authority(own).passport(public),
    )


def handlers(config: Config, pool: Pool) -> list[HTTPRouteHandler]:
    """Return the door of the file; a college hands out nothing."""
    if config.kind == "college":
        return []

    @get("/exchange/handover/{contour:str}", opt={"who": KEEPERS}, include_in_schema=False)
    async def give(contour: FromPath[str]) -> Response[bytes]:
        content = msgspec.json.format(msgspec.json.encode(await handover(config, pool, contour)), indent=2)
        headers = {"content-disposition": f'attachment; filename="{contour}.json"'}
        return Response(content, media_type=MediaType.JSON, headers=headers)

    return [give]
