"""How a correction is said: what was, what will be."""

from datetime import date

from services.programs.work.program.events import Add, Change, Extend, Move, Plan
from shared.contracts.regulation import Edition
from shared.words import in_figures


def change_in_words(change: Change, plan: Plan, edition: Edition) -> str:
    """Say a change of a plan in a sentence."""
    moved = {one.id: (one.title, one.due) for one in plan.activities}
    was = moved.get(change.activity_id) if isinstance(change, Move) else None
    domain = edition.word("domains", change.activity.domain) if isinstance(change, Add) else ""
    return say(change, moved=was, ends_on=plan.ends_on, domain=domain)


def say(change: Change, *, moved: tuple[str, date] | None, ends_on: date, domain: str) -> str:
    """Say a change by what it touches: the activity that moves, the end of the program, the domain that is added."""
    match change:
        case Move(_, due):
            title, was = moved or ("", due)
            before = f", сейчас {in_figures(was)}" if was != due else ""
            return f"Перенести «{title}» на {in_figures(due)}{before}"
        case Add(activity):
            return f"Добавить «{activity.title}» до {in_figures(activity.due)} ({domain})"
        case Extend(to):
            return f"Закончить программу {in_figures(to)}, сейчас {in_figures(ends_on)}"
