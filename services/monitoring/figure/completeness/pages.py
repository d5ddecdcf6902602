"""«Полнота данных»: which organizations' data the region has completely, and what is missing from the others."""

from services.monitoring.figure.completeness import queries
from services.monitoring.figure.completeness.model import READERS, behind
from shared.db import Tx
from shared.doors import View, page, query
from shared.freshness import known_in_words


async def show_completeness(tx: Tx) -> View:
    """Show, for each organization, how much of its records is here."""
    rows = await queries.completeness(tx)
    late = behind(rows, tx.now)
    shown = {
        "rows": [(row, row.state(tx.now)) for row in rows],
        "known": known_in_words(len(rows) - len(late), len(rows)),
    }
    return View(
        "completeness/page.html",
        {**shown, "as_of": tx.now},
        "Полнота данных",
        "Министерство, методисты, муниципальный координатор и оператор: каждый — свои организации.",
    )


DOORS = [
    page(
        "/monitoring/completeness",
        show_completeness,
        who=READERS,
        impersonal="what came from each organization, counted",
    ),
    query(
        "/api/completeness", queries.completeness, who=READERS, impersonal="what came from each organization, counted"
    ),
]
