"""Indicators: declared once, shown, drilled into and exported from the same figures."""

from services.monitoring.indicator import api, pages
from shared.service import Nav, Subject

SUBJECT = Subject(
    name="indicator",
    doors=[*pages.DOORS, *api.DOORS],
    nav=[Nav("Край сейчас", "/monitoring", "Мониторинг", pages.READERS, order=10)],
)
