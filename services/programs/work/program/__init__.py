"""Personalized programs: written by mentor and mentee, approved, carried out, completed."""

from services.programs.work.program import api, consumers, pages, states, store, tasks
from shared.contracts.programs import PairEnded
from shared.service import Subject

SUBJECT = Subject(
    name="program",
    title="Программы",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    reactions={PairEnded: consumers.stop_orphaned},
    returned={PairEnded: consumers.stop_orphaned},
    nav=pages.NAV,
    tasks=tasks.TASKS,
    states=states.STATES,
)
