"""The figures of the staff that the region is told: counted again when the staff or the day changes."""

from services.programs.college.headcount import clock, consumers
from shared.service import Subject

SUBJECT = Subject(name="headcount", reactions=consumers.REACTIONS, clock=[clock.count_staff])
