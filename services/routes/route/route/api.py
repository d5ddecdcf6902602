"""JSON doors of routes."""

from services.routes.people.request.model import COUNTERS, READERS, TUTORS
from services.routes.route.route import queries
from services.routes.route.route.commands import (
    OpenRoute,
    ShareImage,
    TakeRoute,
    WriteImage,
    open_route,
    share_image,
    take_route,
    write_image,
)
from shared.web.doors import query, wish

DOORS = [
    query("/api/routes", queries.routes, who=READERS),
    query("/api/routes/{route_id:uuid}", queries.route, who=READERS),
    query("/api/route-counts", queries.counts, who=COUNTERS),
    wish("/api/routes", OpenRoute, open_route, who=TUTORS),
    wish("/api/taken-routes", TakeRoute, take_route, who=TUTORS),
    wish("/api/images", WriteImage, write_image, who=TUTORS),
    wish("/api/shared-images", ShareImage, share_image, who=TUTORS),
]
