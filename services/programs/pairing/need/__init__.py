"""Who needs a mentor, and how mentees assess themselves."""

from services.programs.college.person.model import PersonDismissed, PersonReturned
from services.programs.pairing.need import api, consumers, pages, store, tasks
from shared.service import Subject

SUBJECT = Subject(
    name="need",
    title="Кому нужен наставник",
    apply=store.apply,
    doors=[*pages.DOORS, *api.DOORS],
    reactions={PersonDismissed: consumers.lift_for_dismissed, PersonReturned: consumers.mark_returned},
    nav=pages.NAV,
    tasks=tasks.TASKS,
)
