"""Everybody who may be in a pair, as the rule of combinations sees them."""

from uuid import UUID

from services.programs.college.organization import queries as organization
from services.programs.college.person import model as staff_rules
from services.programs.college.person import queries as people
from services.programs.pairing.need import queries as needs
from services.programs.pairing.pair import queries
from services.programs.pairing.pair.combination import Member
from shared.db import Tx, once


@once
async def members(tx: Tx) -> dict[UUID, Member]:
    """Return what matters about every employee when pairs are combined, by the edition in force today."""
    edition = await organization.edition(tx, tx.today)
    marked = await needs.marks(tx)
    return {
        one.id: Member(
            employed=one.dismissed_on is None,
            teaches=staff_rules.teaches(one.posts, edition),
            leads=staff_rules.leads(one.posts),
            needs_mentor=one.id in marked,
            novice=one.experience_years is None or one.experience_years < staff_rules.NOVICE_YEARS,
        )
        for one in await people.people(tx, people.ALL)
    }


async def of_pair(tx: Tx, pair_id: UUID) -> list[UUID]:
    """Return the people of a pair, if the actor may see it."""
    return [side.person_id for side in (await queries.pair(tx, pair_id)).sides]


async def in_order(tx: Tx, order_id: UUID) -> list[UUID]:
    """Return the people of the pairs that an order fixed."""
    order = await queries.order(tx, order_id)
    return [side.person_id for card in await queries.pairs(tx) if card.id in order.pair_ids for side in card.sides]
