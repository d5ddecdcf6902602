"""Personalized programs: written by two, approved, carried out, completed."""

from services.programs.work.program import api, clock, pages, store
from shared.service import Subject

SUBJECT = Subject(
    name="program",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    clock=[clock.stop_orphaned],
    nav=pages.NAV,
    tasks=pages.tasks,
)
