"""Reports: what a region tells the federation about itself; both sides store it in the same table."""

from services.monitoring.federation.report import api, clock, pages, store
from services.monitoring.federation.report.model import READERS
from shared.service import Nav, Subject

KEPT = Subject(name="report", apply=store.apply)
SUBJECT = Subject(
    name="report",
    title="Сводки для федерации",
    where=("region",),
    doors=[*pages.DOORS, *api.DOORS],
    clock=[clock.report_daily],
    nav=[Nav("Что ушло в федерацию", "/monitoring/reports", "Мониторинг", READERS, order=50)],
)
