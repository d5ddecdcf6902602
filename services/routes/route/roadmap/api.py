"""JSON doors of roadmaps."""

from services.routes.people.request.model import READERS, TUTORS
from services.routes.route.roadmap import queries
from services.routes.route.roadmap.commands import (
    AgreeRoadmap,
    ChangeActivity,
    DropActivity,
    PlanActivity,
    agree_roadmap,
    change_activity,
    drop_activity,
    plan_activity,
)
from shared.web.doors import query, wish

DOORS = [
    query("/api/routes/{route_id:uuid}/activities", queries.activities, who=READERS),
    query("/api/routes/{route_id:uuid}/corrections", queries.corrections, who=READERS),
    wish("/api/activities", PlanActivity, plan_activity, who=TUTORS),
    wish("/api/changed-activities", ChangeActivity, change_activity, who=TUTORS),
    wish("/api/dropped-activities", DropActivity, drop_activity, who=TUTORS),
    wish("/api/agreed-roadmaps", AgreeRoadmap, agree_roadmap, who=TUTORS),
]
