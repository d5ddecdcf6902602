"""JSON views of a mentor's own card."""

from services.programs.outside.publication import queries
from services.programs.outside.publication.who import MENTORS
from shared.doors import SHOWN, query

DOORS = [query("/api/card", queries.own, who=MENTORS, reads=SHOWN)]
