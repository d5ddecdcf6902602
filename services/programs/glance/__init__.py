"""What stands beside the work queue of those who see the whole college."""

from services.programs.glance import cards
from shared.service import Subject

SUBJECT = Subject(name="glance", glances=cards.glances)
