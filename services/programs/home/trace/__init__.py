"""What left the college about a person, shown to that person alone."""

from services.programs.home.trace import pages
from shared.service import Subject

SUBJECT = Subject(name="trace", doors=pages.DOORS, nav=pages.NAV)
