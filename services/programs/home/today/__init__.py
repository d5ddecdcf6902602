"""What stands beside the work queue of those who see the whole college."""

from services.programs.home.today import cards
from shared.service import Subject

SUBJECT = Subject(name="today", glances=cards.glances)
