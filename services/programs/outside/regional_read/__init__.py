"""Who in the region read about the people of the college, as the region told."""

from services.programs.outside.regional_read import store
from shared.service import Subject

SUBJECT = Subject(name="regional_read", apply=store.apply)
