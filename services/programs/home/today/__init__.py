"""The cards beside the work queue."""

from services.programs.home.today import cards
from shared.service import Subject

SUBJECT = Subject(name="today", glances=cards.glances)
