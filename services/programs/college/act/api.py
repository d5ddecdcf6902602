"""JSON views of the introduction order."""

from services.programs.college.act import queries
from services.programs.college.act.model import READERS
from shared.doors import SHOWN, query

DOORS = [
    query("/api/acts", queries.acts, who=READERS, reads=SHOWN),
    query("/api/acts/{act_id:uuid}", queries.act, who=READERS, reads=SHOWN),
]
