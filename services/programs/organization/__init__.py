"""Our own college: its card and the rules it lives by."""

from services.programs.organization import clock, store
from shared.service import Subject

SUBJECT = Subject(name="organization", apply=store.apply, clock=[clock.adopt_first_edition])
