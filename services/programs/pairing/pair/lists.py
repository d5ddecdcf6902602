"""The list of pairs: what it may be narrowed and sorted by."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from services.programs.pairing.pair import queries
from services.programs.pairing.pair.queries import OPEN, OVER, RUNNING, PairCard
from shared.db import Tx
from shared.listing import Choice, Listing, Order, Sort, alphabetical, contains, listing


class PairFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of the list of pairs; `form` is a code of the edition."""

    q: str = ""
    state: Literal["all", "open", "running", "over"] = "all"
    form: Annotated[str, Meta(max_length=100)] = ""


ALL = PairFilter()
GROUPS = {"open": OPEN, "running": RUNNING, "over": OVER}
SORTS = {
    "turn": Sort("Сначала те, что ждут"),
    "mentor": Sort("По наставнику", lambda card: alphabetical(card.mentor.name)),
    "mentee": Sort("По наставляемому", lambda card: alphabetical(card.mentees[0].name)),
    "form": Sort("По форме", lambda card: alphabetical(card.form_word)),
    "proposed": Sort("По дате предложения", lambda card: card.proposed_on),
}


async def pairs(tx: Tx, asked: PairFilter = ALL) -> list[PairCard]:
    """Return the pairs that the actor may see and that fit the filter; those that wait come first."""
    return [card for card in await queries.pairs(tx) if _fits(card, asked)]


def _fits(card: PairCard, asked: PairFilter) -> bool:
    return (
        (asked.state == "all" or card.stage in GROUPS[asked.state])
        and asked.form in ("", card.form)
        and contains(asked.q, *(side.name for side in card.sides), card.topic)
    )


async def listed(tx: Tx, asked: PairFilter, order: Order) -> Listing[PairCard]:
    """Return the page of the list that was asked for."""
    forms = sorted({(card.form, card.form_word) for card in await queries.pairs(tx)})
    return listing(
        "/pairs",
        asked,
        order,
        await pairs(tx, asked),
        sorts=SORTS,
        choices=[Choice("form", "Форма", [("", "Любая форма"), *forms])],
        hint="Фамилия или содержание",
    )
