"""Indicators: declared once; pages, evidence and exports use the same figures."""

from services.monitoring.figure.indicator import api, cards, pages
from services.monitoring.figure.indicator.model import READERS
from shared.service import Nav, Subject

SUBJECT = Subject(
    name="indicator",
    where=("region",),
    glances=cards.glances,
    doors=[*pages.DOORS, *api.DOORS],
    nav=[Nav("Край сейчас", "/monitoring", "Мониторинг", READERS, order=10)],
)
