"""The routes service."""

from pathlib import Path

from services.routes.home import sheet
from services.routes.network import edition, organization
from services.routes.people import reading, request
from services.routes.people.reading.commands import tell_reads
from services.routes.route import diagnosis, product, reflection, roadmap, route, step
from shared.service import Area, Service

SERVICE = Service(
    name="routes",
    areas=[
        Area("network", [organization.SUBJECT, edition.SUBJECT], "Организации и Положение"),
        Area("people", [request.SUBJECT, reading.SUBJECT], "Заявки и наставники"),
        Area(
            "route",
            [route.SUBJECT, diagnosis.SUBJECT, roadmap.SUBJECT, product.SUBJECT, reflection.SUBJECT, step.SUBJECT],
            "Маршруты",
        ),
        Area("home", [sheet.SUBJECT], "Мой маршрут"),
    ],
    migrations=Path(__file__).parent / "migrations",
    tells_reads=tell_reads,
    reads=frozenset({"route"}),
)
