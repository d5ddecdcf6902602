"""JSON doors of organizations."""

from services.registry.network.organization import queries
from services.registry.network.organization.commands import (
    CorrectOrganization,
    EnrollOrganization,
    RenewKey,
    ResumeOrganization,
    SuspendOrganization,
    correct_organization,
    enroll_organization,
    renew_key,
    resume_organization,
    suspend_organization,
)
from services.registry.network.organization.model import KEEPERS, READERS
from shared.web.doors import query, wish

DOORS = [
    query("/api/organizations", queries.organizations, who=READERS),
    query("/api/organizations/{organization:str}", queries.organization, who=READERS),
    wish("/api/organizations", EnrollOrganization, enroll_organization, who=KEEPERS),
    wish("/api/corrected-organizations", CorrectOrganization, correct_organization, who=KEEPERS),
    wish("/api/renewed-keys", RenewKey, renew_key, who=KEEPERS),
    wish("/api/suspended-organizations", SuspendOrganization, suspend_organization, who=KEEPERS),
    wish("/api/resumed-organizations", ResumeOrganization, resume_organization, who=KEEPERS),
]
