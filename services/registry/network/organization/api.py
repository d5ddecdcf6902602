"""JSON views of organizations."""

from services.registry.network.organization import queries
from services.registry.network.organization.model import READERS
from shared.doors import query

DOORS = [
    query("/api/organizations", queries.organizations, who=READERS),
    query("/api/organizations/{organization:str}", queries.organization, who=READERS),
]
