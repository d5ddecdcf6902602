"""What left the college about a person; only that person sees it."""

from services.programs.home.trace import pages
from shared.service import Subject

SUBJECT = Subject(name="trace", title="Что обо мне ушло", doors=pages.DOORS, nav=pages.NAV)
