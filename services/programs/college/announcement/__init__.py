"""The college's notice board."""

from services.programs.college.announcement import api, cards, pages, store
from shared.service import Subject

SUBJECT = Subject(
    name="announcement",
    title="Доска объявлений",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    nav=pages.NAV,
    glances=cards.glances,
)
