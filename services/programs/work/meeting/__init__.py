"""Meetings of a mentor and a mentee: the diary of the two, the days for the others."""

from services.programs.work.meeting import api, pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(name="meeting", apply=store.apply, doors=[*pages.DOORS, *api.DOORS], tasks=tasks.TASKS)
