"""The staff of the college."""

from services.programs.college.person import api, pages, store
from shared.service import Subject

SUBJECT = Subject(
    name="person",
    title="Сотрудники",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    nav=pages.NAV,
)
