"""The routes service."""

from pathlib import Path

from services.routes import (
    diagnosis,
    edition,
    organization,
    product,
    reflection,
    request,
    roadmap,
    route,
    sheet,
    step,
)
from shared.service import Service

SERVICE = Service(
    name="routes",
    subjects=[
        organization.SUBJECT,
        edition.SUBJECT,
        request.SUBJECT,
        route.SUBJECT,
        diagnosis.SUBJECT,
        roadmap.SUBJECT,
        product.SUBJECT,
        reflection.SUBJECT,
        step.SUBJECT,
        sheet.SUBJECT,
    ],
    migrations=Path(__file__).parent / "migrations",
    reads=frozenset({"route"}),
)
