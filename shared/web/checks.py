"""«Проверка»: the page before what cannot be undone. It says what will happen, to whom, and what leaves the contour."""

from collections import Counter
from collections.abc import Sequence

from shared.config import Kind
from shared.doors import Check, View
from shared.event import Told
from shared.web.crossing import fact_of
from shared.web.forms import Form

# The name of the button that leads back to the form.
BACK = "_back"
LEAVES: dict[Kind, tuple[str, str, str]] = {
    "college": ("Что уйдёт из колледжа", "Из колледжа уйдёт", "Сейчас ничего: всё остаётся в колледже."),
    "region": ("Что уйдёт из края", "Из края уйдёт", "Сейчас ничего: всё остаётся здесь."),
    "federation": ("Что уйдёт отсюда", "Отсюда уйдёт", "Сейчас ничего: всё остаётся здесь."),
}


def view(check: Check, told: Sequence[Told], form: Form, action: str, kind: Kind) -> View:
    """Return the page; `told` is what the wish would tell others, `form` what was sent, `action` where it is sent."""
    title, leaving, nothing = LEAVES[kind]
    counted = Counter(type(event) for event in told)
    shown = {
        "check": check,
        "leaves": title,
        "leaving": leaving,
        "facts": [(fact_of(event), count) for event, count in counted.items()],
        "nothing": check.later or nothing,
        "later": check.later if told else "",
        "sent": [(name, value) for name, values in form.typed.items() for value in values if not name.startswith("_")],
        "action": action,
        "back": BACK,
    }
    return View("check.html", shown, check.title)
