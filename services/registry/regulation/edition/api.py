"""JSON views of the rules."""

from services.registry.regulation.edition import queries
from shared.doors import SIGNED_IN, query

DOORS = [
    query("/api/editions", queries.editions, who=SIGNED_IN, impersonal="the rules"),
    query("/api/editions/{edition_id:str}", queries.edition, who=SIGNED_IN, impersonal="the rules"),
]
