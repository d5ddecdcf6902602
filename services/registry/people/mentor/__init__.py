"""The regional register of mentors: cards published with a consent, as long as it holds."""

from services.registry.people.mentor import api, pages, store
from shared.service import Subject

SUBJECT = Subject(
    name="mentor", title="Наставники края", apply=store.apply, doors=[*pages.DOORS, *api.DOORS], nav=pages.NAV
)
