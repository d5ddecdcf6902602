"""JSON views of meetings."""

from services.programs.work.meeting import queries
from services.programs.work.program import queries as programs
from shared.doors import SIGNED_IN, query

DOORS = [query("/api/programs/{program_id:uuid}/meetings", queries.meetings, who=SIGNED_IN, reads=programs.the_two)]
