"""Activities of a program: the page of each, the result that it brought, the mentor's mark."""

from services.programs.work.activity import pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(name="activity", apply=store.apply, doors=pages.DOORS, tasks=tasks.TASKS)
