"""The registry service."""

from pathlib import Path

from services.registry.network import organization
from services.registry.people import mentor
from services.registry.regulation import edition
from shared.service import Area, Service

SERVICE = Service(
    name="registry",
    areas=[
        Area("network", [organization.SUBJECT], "Организации и Положение"),
        Area("regulation", [edition.SUBJECT], "Редакции Положения"),
        Area("people", [mentor.SUBJECT], "Заявки и наставники"),
    ],
    migrations=Path(__file__).parent / "migrations",
    reads=frozenset({"publication"}),
)
