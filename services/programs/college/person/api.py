"""JSON views of the staff."""

from services.programs.college.person import queries
from services.programs.college.person.model import KEEPERS
from shared.doors import SHOWN, query

DOORS = [
    query("/api/people", queries.people, who=KEEPERS, reads=SHOWN),
    query("/api/people/{person_id:uuid}", queries.person, who=KEEPERS, reads=SHOWN),
]
