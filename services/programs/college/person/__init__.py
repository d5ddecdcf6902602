"""The staff of the college."""

from services.programs.college.person import api, clock, pages, store
from shared.service import Subject

SUBJECT = Subject(
    name="person",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    clock=[clock.count_staff],
    nav=pages.NAV,
)
