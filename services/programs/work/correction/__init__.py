"""Corrections of a running program: proposed by the two with a reason, decided by the curator."""

from services.programs.work.correction import pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(name="correction", apply=store.apply, doors=pages.DOORS, tasks=tasks.TASKS)
