"""JSON views of requests."""

from services.routes.people.request import queries
from services.routes.people.request.model import READERS
from shared.doors import SHOWN, query

DOORS = [
    query("/api/route-requests", queries.requests, who=READERS, reads=SHOWN),
    query("/api/route-requests/{organization:str}/{person_id:uuid}", queries.request, who=READERS, reads=SHOWN),
]
