"""The federal observer's view: the indicators of the regions side by side, and the history of each."""

from services.monitoring.federation.overview import api, pages, queries
from services.monitoring.federation.overview.model import READERS
from shared.service import Nav, Subject

SUBJECT = Subject(
    name="overview",
    title="Регионы сейчас",
    where=("federation",),
    doors=[*pages.DOORS, *api.DOORS],
    nav=[Nav("Регионы сейчас", "/monitoring/regions", "Мониторинг", READERS, order=10)],
    glances=queries.glances,
)
