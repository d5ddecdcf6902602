"""«Наш ключ»: the key that we sign with; a college's operator starts changing it here."""

from shared.actor import Role
from shared.config import Config
from shared.doors import View, page, roles, wish
from shared.sync import keys, renewal
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


async def show_key(config: Config) -> View:
    """Show our public key and its fingerprint; in a college also the key that waits to be accepted."""
    key = keys.read(config.key).public
    shown = {
        "kind": config.kind,
        "key": keys.text_of(key),
        "fingerprint": fingerprint(key),
        "following": following(config),
    }
    return View("exchange/key.html", shown, "Наш открытый ключ", "Операторы. Ключ не секретный.")


OPERATORS = roles(Role.OPERATOR)
PAGE = page(URL, show_key, who=OPERATORS, impersonal="the key of the contour")
# Only a college changes its key while running.
DOORS = wish(
    URL, OfferKey, offer_key, who=OPERATORS, page=show_key, then=URL,
    flash="Новый ключ готов и предложен региону. Прочитайте его отпечаток вслух.",
    form_only="Whoever offers a key reads its fingerprint aloud from the page.",
)  # fmt: skip
