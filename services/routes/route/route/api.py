"""JSON views of routes."""

from services.routes.people.request.model import COUNTERS, READERS
from services.routes.route.route import queries
from shared.doors import SHOWN, query

DOORS = [
    query("/api/routes", queries.routes, who=READERS, reads=SHOWN),
    query("/api/routes/{route_id:uuid}", queries.route, who=READERS, reads=SHOWN),
    query("/api/route-counts", queries.counts, who=COUNTERS, impersonal="numbers of routes"),
]
