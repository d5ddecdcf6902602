"""The card beside the work queue of those who see the figures: the region in four lines."""

from services.monitoring.figure.completeness.model import behind
from services.monitoring.figure.indicator import model, queries
from shared.contracts.coverage import covered_in_words
from shared.db import Tx
from shared.freshness import known_in_words
from shared.service import Glance
from shared.words import counted, first_of

FEW = 5


async def glances(tx: Tx) -> list[Glance]:
    """Return the card of an actor who may open the monitoring."""
    if not tx.actor.has(*model.READERS):
        return []
    found = await queries.shown(tx, queries.NOW)
    rows = found.rows
    if not rows:
        nothing = "Пока не подключён ни один колледж: считать нечего."
        return [Glance(title="Сейчас", lines=(nothing,), link=("Организации", "/organizations"))]
    whole = model.together(rows, name="")
    running = counted(whole.programs, "программа идёт", "программы идут", "программ идёт")
    pairs = counted(whole.pairs, "пара или группа", "пары и группы", "пар и групп")
    work = f"{running if whole.programs else 'Программ пока нет'}, {pairs}." if whole.pairs else "Пар пока нет."
    late = [state.name for state in behind(found.states, tx.now)]
    covered = whole.needing_with_pair
    now = Glance(
        title=f"{model.called(found.place)} сейчас" if found.place else "Сейчас",
        lines=(work, *(() if late else (known_in_words(len(found.states), len(found.states)),))),
        meter=(covered, whole.needing, covered_in_words(covered, whole.needing)) if whole.needing else None,
        link=("Открыть мониторинг", "/monitoring"),
    )
    missing = [*model.missing(whole, rows), *([f"Данные отстают: {first_of(late)}."] if late else [])]
    if not missing:
        return [now]
    wanting = Glance(
        title="Требует внимания", lines=_few(missing), wanting=True, link=("Разобраться", "/monitoring#attention")
    )
    return [wanting, now]


def _few(lines: list[str]) -> tuple[str, ...]:
    """Return the first lines, and how many more there are."""
    if len(lines) <= FEW:
        return tuple(lines)
    return (*lines[: FEW - 1], f"И ещё {len(lines) - FEW + 1}.")
