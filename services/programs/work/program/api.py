"""JSON views of programs."""

from services.programs.work.program import lists, queries
from services.programs.work.program.who import LISTERS
from shared.doors import SHOWN, SIGNED_IN, query

DOORS = [
    query("/api/programs", lists.programs, who=LISTERS, reads=SHOWN),
    query("/api/programs/{program_id:uuid}", queries.program, who=SIGNED_IN, reads=SHOWN),
]
