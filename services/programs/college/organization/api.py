"""JSON views of the college itself."""

from services.programs.college.organization import queries
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.doors import SIGNED_IN, query


async def edition_in_force(tx: Tx) -> Edition:
    """Return the rules and dictionaries in force today."""
    return (await queries.edition(tx, tx.today)).alone()


DOORS = [
    query("/api/organization", queries.card, who=SIGNED_IN, impersonal="the college"),
    query("/api/organization/work-week", queries.work_week, who=SIGNED_IN, impersonal="a week of the college"),
    query("/api/edition", edition_in_force, who=SIGNED_IN, impersonal="the rules in force"),
]
