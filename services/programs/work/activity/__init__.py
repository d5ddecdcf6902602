"""Activities of a program: the page, the reported result and the mentor's mark of each."""

from services.programs.work.activity import pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(name="activity", title="Мероприятия", apply=store.apply, doors=pages.DOORS, tasks=tasks.TASKS)
