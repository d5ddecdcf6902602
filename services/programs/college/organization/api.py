"""JSON doors of the college itself."""

from services.programs.college.organization import queries
from services.programs.college.organization.commands import DescribeOrganization, describe_organization
from services.programs.college.organization.model import KEEPERS
from shared.contracts.regulation import Edition
from shared.db import Tx
from shared.web.doors import SIGNED_IN, query, wish


async def edition_in_force(tx: Tx) -> Edition:
    return await queries.edition(tx, await queries.today(tx))


DOORS = [
    query("/api/organization", queries.card, who=SIGNED_IN),
    query("/api/edition", edition_in_force, who=SIGNED_IN),
    wish("/api/organization", DescribeOrganization, describe_organization, who=KEEPERS),
]
