"""Corrections of a running program: mentor or mentee propose them with a reason, the curator decides."""

from services.programs.work.correction import pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(
    name="correction", title="Исправления программ", apply=store.apply, doors=pages.DOORS, tasks=tasks.TASKS
)
