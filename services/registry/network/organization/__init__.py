"""The colleges of the region."""

from services.registry.network.organization import api, commands, pages, queries, store, tasks
from shared.contracts.registry import OrganizationEnrolled, OrganizationSuspended
from shared.service import Subject

SUBJECT = Subject(
    name="organization",
    title="Организации",
    apply=store.apply,
    returned={OrganizationEnrolled: commands.listen_to, OrganizationSuspended: commands.listen_no_more},
    doors=[*pages.DOORS, *api.DOORS],
    nav=pages.NAV,
    tasks=tasks.TASKS,
    called=queries.called,
)
