"""Meetings of a mentor and a mentee: the two read the whole diary, others only the days."""

from services.programs.work.meeting import api, pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(
    name="meeting", title="Встречи", apply=store.apply, doors=[*pages.DOORS, *api.DOORS], tasks=tasks.TASKS
)
