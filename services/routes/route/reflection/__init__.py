"""Step 7: what became of each difficulty, and how near the teacher came to the image of step 1."""

from services.routes.route.reflection import store
from shared.service import Subject

SUBJECT = Subject(name="reflection", apply=store.apply)
