"""The college itself: its card and its editions of the rules."""

from services.programs.college.organization import api, clock, pages, store
from shared.service import Subject

SUBJECT = Subject(
    name="organization",
    title="Организация",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    clock=[clock.adopt_first_edition],
    nav=pages.NAV,
)
