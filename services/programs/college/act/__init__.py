"""The order that introduces the system of mentoring and appoints the curator."""

from services.programs.college.act import api, pages, states, store, tasks
from shared.service import Subject

SUBJECT = Subject(
    name="act",
    title="Приказ о внедрении",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    nav=pages.NAV,
    tasks=tasks.TASKS,
    states=states.STATES,
)
