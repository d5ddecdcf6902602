"""JSON views of regions."""

from services.monitoring.federation.region import queries
from services.monitoring.federation.region.model import READERS
from shared.doors import query

DOORS = [
    query("/api/regions", queries.regions, who=READERS, impersonal="regions and their keys"),
    query("/api/regions/{organization:str}", queries.region, who=READERS, impersonal="regions and their keys"),
]
