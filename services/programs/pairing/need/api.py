"""JSON views of needs."""

from uuid import UUID

from services.programs.pairing.need import queries
from services.programs.pairing.need.model import MENTEES, READERS
from services.programs.pairing.need.queries import Assessment
from shared.db import Tx
from shared.doors import SHOWN, query


async def own_assessments(tx: Tx) -> list[Assessment]:
    """Return the actor's own assessments, the newest first."""
    return await queries.history(tx, tx.actor.person_id) if tx.actor.person_id else []


async def assessments(tx: Tx, person_id: UUID) -> list[Assessment]:
    """Return the assessments of a mentee, the newest first."""
    return await queries.history(tx, person_id)


DOORS = [
    query("/api/needs", queries.needs, who=READERS, reads=SHOWN),
    query("/api/suggested-needs", queries.suggestions, who=READERS, reads=SHOWN),
    query("/api/needs/{person_id:uuid}/assessments", assessments, who=READERS, reads=SHOWN),
    query("/api/own-assessments", own_assessments, who=MENTEES, reads=SHOWN),
]
