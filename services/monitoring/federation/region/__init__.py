"""The regions of this federation."""

from services.monitoring.federation.region import api, pages, queries, store, tasks
from shared.service import Subject

SUBJECT = Subject(
    name="region",
    title="Подключённые регионы",
    where=("federation",),
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    nav=pages.NAV,
    tasks=tasks.TASKS,
    called=queries.called,
)
