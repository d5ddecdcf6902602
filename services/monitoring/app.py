"""Monitoring: what organizations told, what follows from it, and how complete it is."""

from pathlib import Path

from services.monitoring import completeness, fact, indicator
from shared.service import Service

SERVICE = Service(
    name="monitoring",
    subjects=[fact.SUBJECT, completeness.SUBJECT, indicator.SUBJECT],
    migrations=Path(__file__).parent / "migrations",
)
