"""Choosing: who needs a mentor and who has one, whom to propose as a mentor and why, step by step."""

from services.programs.pairing.selection import pages
from shared.service import Subject

SUBJECT = Subject(name="selection", title="Подбор наставника", doors=pages.DOORS, nav=pages.NAV)
