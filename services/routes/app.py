"""The routes service."""

from pathlib import Path

from services.routes.home import sheet
from services.routes.network import edition, organization
from services.routes.people import request
from services.routes.route import diagnosis, product, reflection, roadmap, route, step
from shared.service import Area, Service

SERVICE = Service(
    name="routes",
    areas=[
        Area("network", [organization.SUBJECT, edition.SUBJECT], "Организации и Положение"),
        Area("people", [request.SUBJECT], "Заявки и наставники"),
        Area(
            "route",
            [route.SUBJECT, diagnosis.SUBJECT, roadmap.SUBJECT, product.SUBJECT, reflection.SUBJECT, step.SUBJECT],
            "Маршруты",
        ),
        Area("home", [sheet.SUBJECT], "Мой маршрут"),
    ],
    migrations=Path(__file__).parent / "migrations",
    reads=frozenset({"route"}),
)
