"""Pages of the register: «Наставники края» and a mentor's card."""

from operator import attrgetter
from uuid import UUID

from services.registry.network.organization.model import READERS
from services.registry.people.mentor import queries
from services.registry.regulation.edition.queries import edition_in_force
from shared.contracts.regulation import Entry
from shared.db import Tx
from shared.doors import SHOWN, View, page
from shared.freshness import freshness
from shared.listing import Choice, Listing, Order, Sort
from shared.service import Nav

SEEN_BY = (
    "Читают министерство, методисты, тьюторы, муниципальный координатор и оператор. "
    "Карточки опубликованы с согласия наставников; отзыв согласия убирает карточку сразу."
)
LOADS = [("", "Любая нагрузка"), ("free", "без наставляемых"), ("few", "один или двое"), ("many", "трое и больше")]
# The database sorts: the keys only say which column each order reads.
SORTS = {
    "name": Sort("По фамилии", attrgetter("name")),
    "subject": Sort("По предмету", attrgetter("subject")),
    "organization": Sort("По организации", attrgetter("organization_name")),
    "category": Sort("По категории", attrgetter("category")),
    "load": Sort("По нагрузке", attrgetter("mentees_now")),
}


async def show_mentors(tx: Tx, asked: queries.MentorFilter = queries.ALL) -> View:
    """Show the mentors of the region that fit the filter."""
    register = await queries.mentors(tx, asked)
    context = {
        "register": register,
        "mentors": Listing(
            url="/mentors",
            asked=asked,
            order=Order(asked.sort, asked.page),
            sorts=SORTS,
            rows=register.mentors,
            found=register.found,
            choices=await _choices(tx),
            hint="Фамилия или предмет",
            size=queries.PAGE,
        ),
        "fresh": await freshness(tx),
    }
    return View("mentor/mentors.html", context, title="Наставники края", seen_by=SEEN_BY)


async def show_mentor(tx: Tx, organization: str, person_id: UUID) -> View:
    """Show one mentor's card."""
    card = await queries.mentor(tx, organization, person_id)
    edition = await edition_in_force(tx)
    domains = [edition.word("domains", code) if edition else code for code in card.domains]
    context = {"mentor": card, "domains": domains}
    return View("mentor/mentor.html", context, title=card.name, seen_by=SEEN_BY)


async def _domains(tx: Tx) -> tuple[Entry, ...]:
    edition = await edition_in_force(tx)
    return edition.entries("domains") if edition else ()


async def _choices(tx: Tx) -> list[Choice]:
    kept = await queries.choices(tx)
    municipalities = [(choice.value, choice.value) for choice in kept if choice.kind == "municipality"]
    categories = [(choice.value, choice.value) for choice in kept if choice.kind == "category"]
    domains = [(entry.code, entry.title) for entry in await _domains(tx)]
    return [
        Choice("domain", "Область", [("", "Любая область"), *domains]),
        Choice("municipality", "Муниципалитет", [("", "Весь край"), *municipalities]),
        Choice("category", "Категория", [("", "Любая категория"), *categories]),
        Choice("load", "Наставляемые сейчас", LOADS),
    ]


DOORS = [
    page("/mentors", show_mentors, who=READERS, reads=SHOWN),
    page("/mentors/{organization:str}/{person_id:uuid}", show_mentor, who=READERS, reads=SHOWN),
]

NAV = [Nav("Наставники края", "/mentors", "Реестр", READERS, order=70)]
