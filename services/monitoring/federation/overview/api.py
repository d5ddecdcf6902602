"""Indicators of the regions as JSON, as each region told them."""

from services.monitoring.federation.overview import queries
from services.monitoring.federation.overview.model import READERS
from shared.doors import query

DOORS = [
    query("/api/monitoring/regions", queries.regions, who=READERS, impersonal="figures of regions"),
    query(
        "/api/monitoring/regions/{organization:str}", queries.one_region, who=READERS, impersonal="figures of regions"
    ),
]
