"""Personalized programs: written by two, approved, carried out, completed."""

from services.programs.program import clock, store
from shared.service import Subject

SUBJECT = Subject(name="program", apply=store.apply, clock=[clock.stop_orphaned])
