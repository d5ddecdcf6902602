"""The staff of the college."""

from services.programs.person import clock, store
from shared.service import Subject

SUBJECT = Subject(name="person", apply=store.apply, clock=[clock.count_staff])
