"""Everybody who may be in a pair, as the rule of combinations sees them."""

from collections.abc import Sequence
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
    """Return the people of a pair."""
    return await _of_pairs(tx, [pair_id])


async def in_order(tx: Tx, order_id: UUID) -> list[UUID]:
    """Return the people of the pairs that an order fixed."""
    return await _of_pairs(tx, (await queries.order(tx, order_id)).pair_ids)


async def _of_pairs(tx: Tx, pair_ids: Sequence[UUID]) -> list[UUID]:
    found: list[UUID] = await tx.value(
        "select coalesce(array_agg(person_id), '{}') from participant where pair_id = any($1::uuid[])", list(pair_ids)
    )
    return found
