"""JSON views of organizations."""

from services.registry.network.organization import queries
from services.registry.network.organization.model import READERS
from shared.doors import query

DOORS = [
    query("/api/organizations", queries.organizations, who=READERS, impersonal="organizations and their keys"),
    query(
        "/api/organizations/{organization:str}",
        queries.organization,
        who=READERS,
        impersonal="organizations and their keys",
    ),
]
