"""Pages of the register: «Наставники края» and a mentor's card."""

from urllib.parse import urlencode
from uuid import UUID

import msgspec

from services.registry.network.organization.model import READERS
from services.registry.people.mentor import queries
from services.registry.regulation.edition.queries import edition_in_force
from shared.contracts.regulation import Entry
from shared.db import Tx
from shared.doors import View, page
from shared.freshness import freshness
from shared.service import Nav

SEEN_BY = "Карточки опубликованы с согласия наставников; отзыв согласия убирает карточку сразу."
LOADS = (("free", "без наставляемых"), ("few", "один или двое"), ("many", "трое и больше"))


async def show_mentors(tx: Tx, asked: queries.MentorFilter = queries.ALL) -> View:
    """Show the mentors of the region that fit the filter."""
    choices = await queries.choices(tx)
    context = {
        "register": await queries.mentors(tx, asked),
        "fresh": await freshness(tx),
        "asked": asked,
        "domains": await _domains(tx),
        "municipalities": [choice.value for choice in choices if choice.kind == "municipality"],
        "categories": [choice.value for choice in choices if choice.kind == "category"],
        "loads": LOADS,
        "page_size": queries.PAGE,
        "before": _turned(asked, -1) if asked.page > 1 else "",
        "after": _turned(asked, 1),
    }
    return View("mentor/mentors.html", context, title="Наставники края", seen_by=SEEN_BY)


async def show_mentor(tx: Tx, organization: str, person_id: UUID) -> View:
    """Show one mentor's card."""
    card = await queries.mentor(tx, organization, person_id)
    words = {entry.code: entry.title for entry in await _domains(tx)}
    context = {"mentor": card, "domains": [words.get(code, code) for code in card.domains]}
    return View("mentor/mentor.html", context, title=card.name, seen_by=SEEN_BY)


async def _domains(tx: Tx) -> tuple[Entry, ...]:
    edition = await edition_in_force(tx)
    return edition.entries("domains") if edition else ()


def _turned(asked: queries.MentorFilter, by: int) -> str:
    """Return the address of the next or the previous page of the same list."""
    chosen = msgspec.structs.asdict(asked) | {"page": asked.page + by}
    return "/mentors?" + urlencode({name: value for name, value in chosen.items() if value})


DOORS = [
    page("/mentors", show_mentors, who=READERS),
    page("/mentors/{organization:str}/{person_id:uuid}", show_mentor, who=READERS),
]

NAV = [Nav("Наставники края", "/mentors", "Реестр", READERS, order=70)]
