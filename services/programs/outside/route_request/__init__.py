"""A teacher's way to an individual educational route: asking the centre, and hearing from it."""

from services.programs.outside.route_request import api, pages, store
from shared.service import Subject

SUBJECT = Subject(name="route_request", apply=store.apply, doors=[*pages.DOORS, *api.DOORS], nav=pages.NAV)
