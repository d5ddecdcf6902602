"""Evidence: a figure links to the facts behind it, and a fact to its place in the organization's signed stream."""

from services.monitoring.figure.evidence import api, pages
from shared.service import Subject

SUBJECT = Subject(name="evidence", title="Факты за показателями", where=("region",), doors=[*pages.DOORS, *api.DOORS])
