"""JSON doors of requests."""

from services.routes.people.request import queries
from services.routes.people.request.commands import DeclineRoute, decline_route
from services.routes.people.request.model import READERS, TUTORS
from shared.web.doors import query, wish

DOORS = [
    query("/api/route-requests", queries.requests, who=READERS),
    query("/api/route-requests/{organization:str}/{person_id:uuid}", queries.request, who=READERS),
    wish("/api/declined-routes", DeclineRoute, decline_route, who=TUTORS),
]
