"""How a correction is said: what was, what will be."""

from services.programs.work.program.events import Add, Change, Extend, Move, Plan
from shared.contracts.regulation import Edition
from shared.words import in_figures


def said_change(change: Change, plan: Plan, edition: Edition) -> str:
    """Say a change of a plan in a sentence."""
    match change:
        case Move(activity_id, due):
            titles = {one.id: one for one in plan.activities}
            moved = titles.get(activity_id)
            before = f", сейчас {in_figures(moved.due)}" if moved and moved.due != due else ""
            return f"Перенести «{moved.title if moved else ''}» на {in_figures(due)}{before}"
        case Add(activity):
            domain = edition.word("domains", activity.domain)
            return f"Добавить «{activity.title}» до {in_figures(activity.due)} ({domain})"
        case Extend(ends_on):
            return f"Закончить программу {in_figures(ends_on)}, сейчас {in_figures(plan.ends_on)}"
