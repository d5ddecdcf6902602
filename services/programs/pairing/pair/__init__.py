"""Pairs and groups: proposed, consented to, fixed by an order, ended."""

from services.programs.pairing.pair import api, clock, pages, states, store, tasks
from shared.service import Subject

SUBJECT = Subject(
    name="pair",
    title="Пары и группы",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    clock=[clock.end_those_leaving],
    nav=pages.NAV,
    tasks=tasks.TASKS,
    states=states.STATES,
)
