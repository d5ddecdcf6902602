"""Reports to the federation as JSON, as they were told."""

from services.monitoring.federation.report import queries
from services.monitoring.federation.report.model import READERS
from shared.doors import query

DOORS = [query("/api/reports", queries.sent, who=READERS, impersonal="figures of the region")]
