"""Who in the region read about a college's people: the college is told once a day."""

from services.routes.people.reading import store
from shared.service import Subject

SUBJECT = Subject(name="reading", apply=store.apply)
