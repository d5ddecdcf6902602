"""Monitoring: what organizations told, what follows from it, how complete it is; above it, what regions tell of it."""

from pathlib import Path

from services.monitoring import completeness, evidence, fact, indicator, overview, region, report
from shared.service import Service

SERVICE = Service(
    name="monitoring",
    subjects=[
        fact.SUBJECT,
        completeness.SUBJECT,
        indicator.SUBJECT,
        evidence.SUBJECT,
        report.KEPT,
        report.SUBJECT,
        region.SUBJECT,
        overview.SUBJECT,
    ],
    migrations=Path(__file__).parent / "migrations",
    kin=True,
)
