"""JSON views of routes."""

from services.routes.people.request.model import COUNTERS, READERS
from services.routes.route.route import queries
from shared.doors import query

DOORS = [
    query("/api/routes", queries.routes, who=READERS),
    query("/api/routes/{route_id:uuid}", queries.route, who=READERS),
    query("/api/route-counts", queries.counts, who=COUNTERS),
]
