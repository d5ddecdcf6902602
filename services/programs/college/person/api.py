"""JSON doors of the staff."""

from services.programs.college.person import queries
from services.programs.college.person.commands import (
    AddPerson,
    ChangePerson,
    DismissPerson,
    ReturnPerson,
    add_person,
    change_person,
    dismiss_person,
    return_person,
)
from services.programs.college.person.model import KEEPERS
from shared.web.doors import query, wish

DOORS = [
    query("/api/people", queries.people, who=KEEPERS),
    query("/api/people/{person_id:uuid}", queries.person, who=KEEPERS),
    wish("/api/people", AddPerson, add_person, who=KEEPERS),
    wish("/api/corrected-people", ChangePerson, change_person, who=KEEPERS),
    wish("/api/dismissals", DismissPerson, dismiss_person, who=KEEPERS),
    wish("/api/returns", ReturnPerson, return_person, who=KEEPERS),
]
