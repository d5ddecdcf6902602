"""JSON views of a teacher's own route."""

from services.programs.outside.route_request import queries
from services.programs.outside.route_request.who import TEACHERS
from shared.doors import SHOWN, query

DOORS = [query("/api/my-route", queries.own, who=TEACHERS, reads=SHOWN)]
