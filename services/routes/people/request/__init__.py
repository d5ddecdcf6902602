"""Who asked for a route: the inbox of the tutors."""

from services.routes.people.request import api, pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(
    name="request",
    title="Ждут маршрута",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    nav=pages.NAV,
    tasks=tasks.TASKS,
)
