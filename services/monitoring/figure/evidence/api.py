"""The facts behind a figure as JSON."""

from services.monitoring.figure.evidence import queries
from services.monitoring.figure.indicator.model import READERS
from shared.doors import query

DOORS = [
    query(
        "/api/monitoring/{organization:str}/{figure:str}",
        queries.evidence,
        who=READERS,
        impersonal="numbers and days of facts, without what they say",
    )
]
