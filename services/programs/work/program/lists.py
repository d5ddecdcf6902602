"""The list of programs: what it may be narrowed and sorted by."""

from typing import Literal

import msgspec

from services.programs.work.program import queries
from services.programs.work.program.progress import ProgramCard
from shared.db import Tx
from shared.listing import Choice, Listing, Order, Sort, alphabetical, contains, listing


class ProgramFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of the list of programs; `late` is a pace with an activity whose date has passed."""

    q: str = ""
    state: Literal["all", "written", "running", "over"] = "all"
    pace: Literal["", "late", "even"] = ""


ALL = ProgramFilter()
GROUPS = {"written": ("draft", "sent", "returned"), "running": ("started",), "over": ("completed", "stopped")}
CHOICES = (
    Choice("pace", "В графике ли", [("", "В графике и нет"), ("late", "С просрочкой"), ("even", "Без просрочки")]),
)
SORTS = {
    "turn": Sort("Сначала те, что меняли недавно"),
    "mentor": Sort("По наставнику", lambda card: alphabetical(card.mentor)),
    "mentee": Sort("По наставляемому", lambda card: alphabetical(card.mentee)),
    "ends": Sort("По окончанию", lambda card: card.plan.ends_on),
    "done": Sort("По выполнению", lambda card: card.done / len(card.activities) if card.activities else None),
}


async def programs(tx: Tx, asked: ProgramFilter = ALL) -> list[ProgramCard]:
    """Return the programs that the actor may see and that fit the filter, those over last."""
    return [card for card in await queries.programs(tx) if _fits(card, asked)]


def _fits(card: ProgramCard, asked: ProgramFilter) -> bool:
    return (
        (asked.state == "all" or card.stage in GROUPS[asked.state])
        and (not asked.pace or bool(card.late) == (asked.pace == "late"))
        and contains(asked.q, card.mentor, card.mentee, *(one.title for one in card.difficulties))
    )


async def listed(tx: Tx, asked: ProgramFilter, order: Order) -> Listing[ProgramCard]:
    """Return the page of the list that was asked for."""
    fitting = await programs(tx, asked)
    return listing("/programs", asked, order, fitting, sorts=SORTS, choices=CHOICES, hint="Фамилия или затруднение")
