"""Monitoring: facts that organizations told, their figures and completeness; in a federation, its regions' reports."""

from pathlib import Path

from services.monitoring.fact import fact
from services.monitoring.federation import overview, region, report
from services.monitoring.figure import completeness, declared, evidence, indicator
from shared.service import Area, Service

SERVICE = Service(
    name="monitoring",
    areas=[
        Area("fact", [fact.SUBJECT], "Факты"),
        Area("figure", [declared.SUBJECT, completeness.SUBJECT, indicator.SUBJECT, evidence.SUBJECT], "Показатели"),
        Area("federation", [report.KEPT, report.SUBJECT, region.SUBJECT, overview.SUBJECT], "Регионы"),
    ],
    migrations=Path(__file__).parent / "migrations",
    kin=True,
)
