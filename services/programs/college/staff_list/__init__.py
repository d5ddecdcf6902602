"""Staff lists: a file as the college keeps it, read, previewed and taken in."""

from services.programs.college.staff_list import api, pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(name="staff_list", apply=store.apply, doors=[*pages.DOORS, *api.DOORS], tasks=tasks.TASKS)
