"""The seven steps together: what each still needs, completing one, and the page of a route."""

from services.routes.route.step import pages, tasks
from shared.service import Subject

SUBJECT = Subject(name="step", doors=pages.DOORS, tasks=tasks.TASKS)
