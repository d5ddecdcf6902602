"""The colleges of the region."""

from services.registry.organization import api, pages, queries, store
from shared.service import Subject

SUBJECT = Subject(
    name="organization", apply=store.apply, doors=[*pages.DOORS, *api.DOORS], nav=pages.NAV, tasks=queries.tasks
)
