"""JSON doors of the rules."""

from services.registry.regulation.edition import queries
from services.registry.regulation.edition.commands import PublishRegulation, publish_regulation
from services.registry.regulation.edition.model import PUBLISHERS
from shared.web.doors import SIGNED_IN, query, wish

DOORS = [
    query("/api/editions", queries.editions, who=SIGNED_IN),
    query("/api/editions/{edition_id:str}", queries.edition, who=SIGNED_IN),
    wish("/api/editions", PublishRegulation, publish_regulation, who=PUBLISHERS),
]
