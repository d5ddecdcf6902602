"""JSON doors of steps."""

from services.routes.people.request.model import TUTORS
from services.routes.route.step.commands import CompleteStep, complete_step
from shared.web.doors import wish

DOORS = [wish("/api/completed-steps", CompleteStep, complete_step, who=TUTORS)]
