"""JSON doors of reports."""

from services.monitoring.federation.report import queries
from services.monitoring.federation.report.commands import SendReport, send_report
from services.monitoring.federation.report.model import READERS
from shared.web.doors import query, wish

DOORS = [
    query("/api/reports", queries.sent, who=READERS),
    wish("/api/reports", SendReport, send_report, who=READERS),
]
