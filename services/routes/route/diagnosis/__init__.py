"""Steps 2 and 3: a teacher's strengths and difficulties."""

from services.routes.route.diagnosis import store
from shared.service import Subject

SUBJECT = Subject(name="diagnosis", apply=store.apply)
