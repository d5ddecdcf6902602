"""Steps 2 and 3: what a teacher is strong in, and what is hard."""

from services.routes.route.diagnosis import store
from shared.service import Subject

SUBJECT = Subject(name="diagnosis", apply=store.apply)
