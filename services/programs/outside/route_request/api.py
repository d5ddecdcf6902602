"""JSON doors of a teacher's own route."""

from services.programs.outside.route_request import commands, queries
from services.programs.outside.route_request.who import TEACHERS
from shared.web.doors import query, wish

DOORS = [
    query("/api/my-route", queries.own, who=TEACHERS),
    wish("/api/my-route/requests", commands.RequestRoute, commands.request_route, who=TEACHERS),
    wish("/api/my-route/withdrawals", commands.WithdrawRoute, commands.withdraw_route, who=TEACHERS),
]
