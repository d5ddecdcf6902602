"""JSON views of the introduction order."""

from services.programs.college.act import queries
from services.programs.college.act.model import READERS
from shared.doors import query

DOORS = [
    query("/api/acts", queries.acts, who=READERS),
    query("/api/acts/{act_id:uuid}", queries.act, who=READERS),
]
