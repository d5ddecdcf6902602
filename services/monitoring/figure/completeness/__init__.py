"""Completeness: every figure shows whether anything is missing from it."""

from services.monitoring.figure.completeness import pages
from services.monitoring.figure.completeness.model import READERS
from shared.service import Nav, Subject

SUBJECT = Subject(
    name="completeness",
    title="Полнота данных",
    where=("region",),
    doors=pages.DOORS,
    nav=[Nav("Полнота данных", "/monitoring/completeness", "Мониторинг", READERS, order=40)],
)
