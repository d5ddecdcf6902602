"""The federation of the demo: its observer, the enrolled region, and two invented regions that once sent a file."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from uuid import uuid4

from deploy.demo.stage import Stage
from services.monitoring.federation.region.commands import EnrollRegion, enroll_region
from services.monitoring.federation.report.model import draw_up
from services.monitoring.figure.indicator.model import COUNTED, Figures
from shared import db
from shared.actor import EVERYTHING, Role
from shared.config import Config
from shared.event import seal
from shared.sync import follower, keys, wire
from shared.sync.core import Link, chained, start
from shared.sync.keys import Key


@dataclass(frozen=True)
class Example:
    """An invented region: its figures in each of the last months, the oldest first."""

    name: str
    organizations: int
    months: tuple[dict[str, int], ...]


def _month(teachers: int, involved: int, needing: int, with_pair: int, pairs: int, programs: int) -> dict[str, int]:
    return {
        "teachers": teachers, "involved": involved, "needing": needing, "needing_with_pair": with_pair,
        "pairs": pairs, "programs": programs,
    }  # fmt: skip


EXAMPLES = {
    "lesnoy": Example("Лесной край (пример)", 41, (
        _month(2380, 310, 402, 148, 139, 96), _month(2380, 352, 410, 171, 158, 117),
        _month(2391, 398, 415, 202, 181, 140), _month(2391, 461, 420, 246, 214, 171),
        _month(2402, 524, 418, 281, 243, 208), _month(2402, 569, 421, 309, 262, 231),
    )),
    "ozernaya": Example("Озёрная область (пример)", 3, (
        _month(64, 9, 15, 3, 4, 2), _month(64, 13, 16, 6, 6, 5), _month(66, 17, 16, 8, 8, 6),
        _month(66, 19, 17, 12, 9, 7),
    )),
}  # fmt: skip


async def fill(stage: Stage, region: Config) -> None:
    """Create the accounts of the federation, enroll the region, and import the files of the invented regions."""
    await stage.enter("observer", "Селиванова Дарья Олеговна", Role.OBSERVER, scope=EVERYTHING)
    await stage.enter("operator", "Дежурный оператор", Role.OPERATOR, scope=EVERYTHING)
    await _enroll(stage, region.contour, region.title, keys.read(region.key), ago=30)
    for slug, example in EXAMPLES.items():
        key = Key(secrets.token_bytes(32))
        await _enroll(stage, slug, example.name, key, ago=200)
        await _bring(stage, slug, example, key)


async def _enroll(stage: Stage, slug: str, name: str, key: Key, *, ago: int) -> None:
    wish = EnrollRegion(organization=slug, name=name, public_key=b64encode(key.public).decode())
    async with stage.acting("operator", ago) as tx:
        await enroll_region(tx, wish)


async def _bring(stage: Stage, slug: str, example: Example, key: Key) -> None:
    """Import the region's frame as if it had come in a file."""
    before = start(f"monitoring.{slug}")
    links, hash = list[Link](), before.hash
    for place, counts in enumerate(example.months):
        moment = stage.moment(30 * (len(example.months) - place) - 20)
        figures = Figures(organization="", name="", municipality="", **(dict.fromkeys(COUNTED, 0) | counts))
        told = draw_up(figures, day=moment.date(), now=moment, organizations=example.organizations, behind=0)
        for event in told:
            sealed = seal(event, id=uuid4(), source=f"/{slug}", time=moment)
            hash = chained(hash, sealed)
            links.append(Link(before.epoch, len(links) + 1, hash, sealed))
    pool = await db.open_pool(stage.config.logins["sync"], "sync", size=1)
    try:
        await follower.take(pool, key.public, wire.write(key.frame(f"monitoring.{slug}", before, links)), now=moment)
    finally:
        await pool.close()
