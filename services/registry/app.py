"""The registry service."""

from pathlib import Path

from services.registry.network import organization
from services.registry.people import mentor
from services.registry.regulation import edition
from shared.service import Area, Service

SERVICE = Service(
    name="registry",
    areas=[
        Area("network", [organization.SUBJECT]),
        Area("regulation", [edition.SUBJECT]),
        Area("people", [mentor.SUBJECT]),
    ],
    migrations=Path(__file__).parent / "migrations",
    reads=frozenset({"publication"}),
)
