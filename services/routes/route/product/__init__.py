"""Step 5: the product of each activity, and the teacher's opinion of it."""

from services.routes.route.product import store
from shared.service import Subject

SUBJECT = Subject(name="product", apply=store.apply)
