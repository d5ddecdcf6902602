"""JSON views of roadmaps."""

from services.routes.people.request.model import READERS
from services.routes.route.roadmap import queries
from services.routes.route.route import queries as routes
from shared.doors import query

DOORS = [
    query("/api/routes/{route_id:uuid}/activities", queries.activities, who=READERS, reads=routes.guided),
    query("/api/routes/{route_id:uuid}/corrections", queries.corrections, who=READERS, reads=routes.guided),
]
