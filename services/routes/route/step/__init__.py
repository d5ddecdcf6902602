"""The seven steps together: what each still needs, their pages, completing one."""

from services.routes.route.step import pages, tasks
from shared.service import Subject

SUBJECT = Subject(name="step", title="Шаги маршрута", doors=pages.DOORS, tasks=tasks.TASKS)
