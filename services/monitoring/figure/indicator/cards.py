"""The card beside the work queue of those who see the figures: the region in four lines."""

from services.monitoring.figure.completeness import queries as completeness
from services.monitoring.figure.completeness.model import behind
from services.monitoring.figure.indicator import model, queries
from shared.contracts.coverage import covered_in_words
from shared.db import Tx
from shared.service import Glance
from shared.words import counted


async def glances(tx: Tx) -> list[Glance]:
    """Return the card of an actor who may open the monitoring."""
    if not tx.actor.has(*model.READERS):
        return []
    rows = await queries.figures(tx, tx.today)
    if not rows:
        nothing = "Пока не подключён ни один колледж: считать нечего."
        return [Glance(title="Сейчас", lines=(nothing,), link=("Организации", "/organizations"))]
    whole = model.together(rows, name="")
    programs = counted(whole.programs, "программа идёт", "программы идут", "программ идёт")
    pairs = counted(whole.pairs, "пара или группа", "пары и группы", "пар и групп")
    late = [state.name for state in behind(await completeness.completeness(tx), tx.now)]
    known = f"Отстают: {', '.join(late)}." if late else "Данные полны по всем организациям."
    return [
        Glance(
            title="Сейчас",
            lines=(f"{programs}, {pairs}.", known),
            meter=(whole.needing_with_pair, whole.needing, covered_in_words(whole.needing_with_pair, whole.needing))
            if whole.needing
            else None,
            link=("Открыть мониторинг", "/monitoring"),
        )
    ]
