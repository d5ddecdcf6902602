"""The facts behind a figure as JSON."""

from services.monitoring.evidence import queries
from services.monitoring.indicator.model import READERS
from shared.web.doors import query

DOORS = [query("/api/monitoring/{organization:str}/{figure:str}", queries.evidence, who=READERS)]
