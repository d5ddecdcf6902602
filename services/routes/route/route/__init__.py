"""A route: its teacher, its tutor, and which of its seven steps are done."""

from services.routes.route.route import api, pages, states, store
from shared.service import Subject

SUBJECT = Subject(
    name="route",
    title="Маршруты",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    nav=pages.NAV,
    states=states.STATES,
)
