"""Indicators: declared once; pages, evidence and exports use the same figures."""

from services.monitoring.figure.indicator import api, cards, pages
from services.monitoring.figure.indicator.model import READERS
from shared.actor import Role
from shared.service import Nav, Subject

SUBJECT = Subject(
    name="indicator",
    title="Показатели",
    where=("region",),
    glances=cards.glances,
    doors=[*pages.DOORS, *api.DOORS],
    nav=[
        Nav("Край сейчас", "/monitoring", "Мониторинг", READERS - {Role.MUNICIPAL}, order=10),
        Nav("Муниципалитет сейчас", "/monitoring", "Мониторинг", frozenset({Role.MUNICIPAL}), order=10),
    ],
)
