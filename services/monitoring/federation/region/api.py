"""JSON doors of regions."""

from services.monitoring.federation.region import queries
from services.monitoring.federation.region.commands import (
    CorrectRegion,
    EnrollRegion,
    ResumeRegion,
    SuspendRegion,
    correct_region,
    enroll_region,
    resume_region,
    suspend_region,
)
from services.monitoring.federation.region.model import KEEPERS, READERS
from shared.web.doors import query, wish

DOORS = [
    query("/api/regions", queries.regions, who=READERS),
    query("/api/regions/{organization:str}", queries.region, who=READERS),
    wish("/api/regions", EnrollRegion, enroll_region, who=KEEPERS),
    wish("/api/corrected-regions", CorrectRegion, correct_region, who=KEEPERS),
    wish("/api/suspended-regions", SuspendRegion, suspend_region, who=KEEPERS),
    wish("/api/resumed-regions", ResumeRegion, resume_region, who=KEEPERS),
]
