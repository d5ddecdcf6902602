"""The download of a statement of completeness, on either side, for those who may see the exchange."""

from shared.actor import Actor
from shared.config import Config
from shared.db import Pool
from shared.doors import SIGNED_IN, File, file
from shared.errors import NotFound
from shared.sync import agreement, keys, statement

URL = "/exchange/statement"


class NeverEven(NotFound):
    """Об этом потоке обе стороны ещё ни разу не сказали одно и то же: заявлять пока нечего."""


def may_see(config: Config, actor: Actor, stream: str, other: str = "") -> bool:
    """Tell whether this person may see the stream between us and the other contour; in a college, all of their own."""
    audience = stream.partition(".")[2]
    if config.kind == "college":
        return audience in ("all", actor.organization or config.contour)
    return (audience == "all" or actor.covers(audience)) and (not other or actor.covers(other))


async def give_statement(actor: Actor, config: Config, pool: Pool, stream: str, other: str) -> File:
    """Return the last agreement of both sides, signed by us."""
    agreed = await agreement.agreement(pool, stream, other)
    if agreed is None or not may_see(config, actor, stream, other):
        raise NeverEven
    stated = agreement.statement(agreed, keys.read(config.key), config.contour, now=config.clock())
    return File(f"{agreed.stream}-{agreed.seq}.json", "application/json", statement.write(stated))


DOORS = [file(f"{URL}/{{stream:str}}/{{other:str}}", give_statement, who=SIGNED_IN, impersonal="hashes of a stream")]
