"""The roles that may act on pairs; the rules then check whose pair it is."""

from collections.abc import Collection
from uuid import UUID

from shared.actor import Actor, Role

STAFF = frozenset({Role.CURATOR, Role.HEAD, Role.COUNCIL, Role.HR})
CURATOR = frozenset({Role.CURATOR})
HEAD = frozenset({Role.HEAD})
CLERKS = frozenset({Role.CURATOR, Role.HR})
ORDERING = frozenset({Role.CURATOR, Role.HEAD})
LISTERS = STAFF | {Role.MENTOR, Role.MENTEE}
# What pages promise about their readers: the functions below and the lists above hold it.
SEEN_BY = "Пару видят её участники, куратор, директор, совет наставников и отдел кадров."
REASON_SEEN_BY = "Причину увидят участники пары, куратор и директор."
ANSWER_SEEN_BY = f"{SEEN_BY} {REASON_SEEN_BY}"
ADDENDUM_SEEN_BY = "Соглашение видят сам наставник, куратор, директор и отдел кадров."


def may_read(actor: Actor, person_id: UUID) -> bool:
    """Tell whether the actor may read a person's papers: the person, the head, the curator, the staff office."""
    clerk = actor.has(Role.CURATOR, Role.HEAD, Role.HR) or actor.system
    return clerk or actor.person_id == person_id


def may_know_why(actor: Actor, people: Collection[UUID | None]) -> bool:
    """Tell whether the actor may read why a person refused: the people of the pair, the head, the curator."""
    return actor.has(Role.CURATOR, Role.HEAD) or actor.system or actor.person_id in people
