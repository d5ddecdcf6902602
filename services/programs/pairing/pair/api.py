"""JSON views of pairs."""

from uuid import UUID

from services.programs.pairing.pair import lists, members, papers, queries
from services.programs.pairing.pair.who import LISTERS, STAFF
from shared.consent import hash_of
from shared.db import Tx
from shared.doors import SHOWN, SIGNED_IN, query


async def consent_text(tx: Tx, pair_id: UUID) -> dict[str, str]:
    """Return what this person would consent to, and the hash that a consent quotes."""
    text = await papers.wording(tx, pair_id, tx.actor.person_id) if tx.actor.person_id else ""
    return {"text": text, "seen": hash_of(text)}


DOORS = [
    query("/api/pairs", lists.pairs, who=LISTERS, reads=SHOWN),
    query("/api/pairs/{pair_id:uuid}", queries.pair, who=SIGNED_IN, reads=SHOWN),
    query("/api/pairs/{pair_id:uuid}/consent-text", consent_text, who=SIGNED_IN, reads=members.of_pair),
    query("/api/pairing-orders", queries.orders, who=STAFF, impersonal="numbers and days of orders, ids of pairs"),
]
