"""Who needs a mentor, and what mentees say of themselves."""

from services.programs.need import store
from shared.service import Subject

SUBJECT = Subject(name="need", apply=store.apply)
