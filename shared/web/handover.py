"""The file for an enrolled contour below: our key, the broker's address, and a passport."""

import msgspec

from shared.actor import Actor, Role
from shared.config import Config, Peer
from shared.db import Pool
from shared.doors import File, file, roles
from shared.errors import NotFound
from shared.sync import keys
from shared.sync.claims import Authority

KEEPERS = roles(Role.OFFICIAL, Role.OPERATOR)
# Which service of the contours below sends us events.
SPEAKS = {"region": "programs", "federation": "monitoring"}


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a contour needs from the one above it. Nothing in it is secret: only the contour's key can use it.

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


async def give_handover(actor: Actor, config: Config, pool: Pool, contour: str) -> File:
    """Return what to hand to an enrolled contour that the actor sees, as a file."""
    if not actor.covers(contour):
        raise NotEnrolled
    content = msgspec.json.format(msgspec.json.encode(await handover(config, pool, contour)), indent=2)
    return File(f"{contour}.json", "application/json", content)


DOORS = [
    file(
        "/exchange/handover/{contour:str}",
        give_handover,
        who=KEEPERS,
        impersonal="keys for an enrolled contour, which says itself what it confides",
    )
]
