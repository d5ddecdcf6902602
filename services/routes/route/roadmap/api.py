"""JSON views of roadmaps."""

from services.routes.people.request.model import READERS
from services.routes.route.roadmap import queries
from shared.doors import query

DOORS = [
    query("/api/routes/{route_id:uuid}/activities", queries.activities, who=READERS),
    query("/api/routes/{route_id:uuid}/corrections", queries.corrections, who=READERS),
]
