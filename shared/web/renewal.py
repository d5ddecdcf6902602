"""A college's operator starts changing the contour's key here; «Обмен» shows the offered key."""

from shared.actor import Role
from shared.config import Config
from shared.doors import Door, Show, roles, wish
from shared.sync import renewal
from shared.sync.statement import fingerprint
from shared.wish import Wish

URL = "/exchange/keys"


class OfferKey(Wish, frozen=True, kw_only=True):
    """Start changing the contour's key."""


def following(config: Config) -> str:
    """Return the fingerprint of the key that waits to be accepted; empty when there is none."""
    offered = renewal.offered(config)
    return "" if offered is None else fingerprint(offered.public)


async def offer_key(command: OfferKey, config: Config) -> None:
    """Make the next key and offer it."""
    renewal.begin(config)


def doors(page: Show) -> tuple[Door, ...]:
    """Return the door; only a college changes its key while running."""
    told = "Новый ключ готов и предложен региону. Прочитайте его отпечаток вслух."
    return wish(
        URL, OfferKey, offer_key, who=roles(Role.OPERATOR), page=page, then="/exchange#key", flash=told,
        form_only="Whoever offers a key reads its fingerprint aloud from the page.",
    )  # fmt: skip
