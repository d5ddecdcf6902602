"""JSON doors of the register of mentors."""

from services.registry.network.organization.model import READERS
from services.registry.people.mentor import queries
from shared.doors import SHOWN, query

DOORS = [
    query("/api/mentors", queries.mentors, who=READERS, reads=SHOWN),
    query("/api/mentors/{organization:str}/{person_id:uuid}", queries.mentor, who=READERS, reads=SHOWN),
]
