"""The choices and suggestions of the form of an activity."""

from typing import Any

from services.programs.work.program.events import Direction, Plan
from services.programs.work.program.model import DIRECTIONS
from shared.contracts.regulation import Edition

# What colleges usually do: suggested while typing; any other text is allowed.
FORMS = (
    "консультация",
    "взаимопосещение занятий",
    "открытое занятие",
    "мастер-класс",
    "разработка материалов",
    "курсы повышения квалификации",
    "самообразование",
)


def choices(plan: Plan, edition: Edition) -> dict[str, Any]:
    """Return the choices for an activity of a plan: difficulties and strengths, directions, usual forms."""
    words = {one.domain: edition.word("domains", one.domain) for one in plan.difficulties}
    hard = [(one.domain, f"{words[one.domain]} — {edition.word('levels', one.level)}") for one in plan.difficulties]
    strong = [(code, edition.word("domains", code)) for code in plan.strengths if code not in words]
    worked = [("Затруднения", hard), *([("Сильные стороны", strong)] if strong else [])]
    directions: list[tuple[Direction, str]] = list(DIRECTIONS.items())
    return {"worked": worked, "directions": directions, "forms": FORMS}
