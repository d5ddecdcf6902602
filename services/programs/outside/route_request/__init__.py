"""A teacher's request to the centre for an individual educational route, and the centre's answers."""

from services.programs.outside.route_request import api, pages, store
from shared.service import Subject

SUBJECT = Subject(
    name="route_request", title="Заявка на маршрут", apply=store.apply, doors=[*pages.DOORS, *api.DOORS], nav=pages.NAV
)
