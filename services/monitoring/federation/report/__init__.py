"""Reports: what a region tells the federation of itself; the same table keeps it at both ends."""

from services.monitoring.federation.report import api, clock, pages, store
from services.monitoring.federation.report.model import READERS
from shared.service import Nav, Subject

KEPT = Subject(name="report", apply=store.apply)
SUBJECT = Subject(
    name="report",
    where=("region",),
    doors=[*pages.DOORS, *api.DOORS],
    clock=[clock.report_daily],
    nav=[Nav("Что ушло в федерацию", "/monitoring/reports", "Мониторинг", READERS, order=50)],
)
