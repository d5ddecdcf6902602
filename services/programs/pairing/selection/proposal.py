"""The draft of a proposal: it stands in the address of each step, so that nothing is kept before it is sent."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from msgspec import Meta

from services.programs.pairing.pair import commands
from shared.db import Tx
from shared.errors import Refused
from shared.web import forms
from shared.web.forms import Form

Step = Literal["mentees", "mentor", "terms", "check"]
STEPS: Sequence[tuple[Step, str]] = (
    ("mentees", "Кому"), ("mentor", "Наставник"), ("terms", "Вид и содержание"), ("check", "Проверка и отправка"),
)  # fmt: skip
REGIMES = [
    ("351.8", "Поручение по ст. 351.8 ТК РФ", "нужно письменное согласие и дополнительное соглашение"),
    ("permanent_function", "Входит в трудовую функцию", "укажите, где это закреплено"),
    ("not_employee", "Участник — не работник", "только «работодатель — студент»"),
]
# At which step each field of the wish is chosen.
ASKED_AT: Mapping[str, Step] = {"mentee_ids": "mentees", "mentor_id": "mentor"}


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What has been chosen so far; the fields are those of the wish."""

    step: Annotated[str, Meta(max_length=20)] = ""
    mentee_ids: Annotated[tuple[UUID, ...], Meta(max_length=50)] = ()
    mentor_id: UUID | None = None
    form: Annotated[str, Meta(max_length=300)] = ""
    kinds: Annotated[tuple[str, ...], Meta(max_length=20)] = ()
    topic: Annotated[str, Meta(max_length=1000)] = ""
    reverse_topic: Annotated[str, Meta(max_length=1000)] = ""
    regime: Annotated[str, Meta(max_length=40)] = ""
    regime_ground: Annotated[str, Meta(max_length=300)] = ""

    def to(self, step: Step, *without: str) -> str:
        """Return the address of a step with everything chosen so far, but for some fields."""
        chosen = {name: values for name, values in typed(self).items() if name not in without}
        return f"/pairs/new?{urlencode({'step': step, **chosen}, doseq=True)}"

    def rest(self, *without: str) -> list[tuple[str, str]]:
        """Return the fields to carry on to the next step, as hidden fields: (name, value)."""
        return [(name, value) for name, values in typed(self).items() if name not in without for value in values]


class Proposed(msgspec.Struct, frozen=True):
    """The new pair, and what to think about before the order."""

    pair_id: UUID
    warning: str


def typed(draft: Draft) -> dict[str, list[str]]:
    """Return a draft as a form would send it."""
    found: dict[str, list[str]] = {}
    for name in draft.__struct_fields__:
        value = getattr(draft, name)
        values = [str(one) for one in (value if isinstance(value, tuple) else [value]) if one]
        if values and name != "step":
            found[name] = values
    return found


def draft_of(form: Form) -> Draft:
    """Return the draft that a refused form was sent from."""
    reading = forms.read(Draft, form.typed)
    if reading.wish is not None:
        return reading.wish
    right = {name: value for name, value in form.typed.items() if name not in reading.form.errors}
    return forms.read(Draft, right).wish or Draft()


async def checked(tx: Tx, reading: forms.Reading[commands.ProposePair]) -> Form:
    """Return what the rules say of a draft before it is sent: errors beside its fields, or none."""
    if reading.wish is None:
        return reading.form
    try:
        await commands.try_proposal(tx, reading.wish)
    except Refused as refusal:
        return forms.refused(reading.form, refusal)
    return reading.form


def step_of(draft: Draft, form: Form, *, mentees: bool, mentor: bool) -> Step:
    """Return the step to show: the one that was asked for, or an earlier one that is not answered yet or is wrong."""
    order = [step for step, _ in STEPS]
    asked = "check" if form.wish else draft.step
    if asked == "check" and form.errors:
        asked = min((ASKED_AT.get(name, "terms") for name in form.errors), key=order.index)
    reached = 0 if not mentees else 1 if not mentor else len(order) - 1
    return order[min(next((place for place, step in enumerate(order) if step == asked), 1), reached)]


def steps(now: Step, draft: Draft) -> list[dict[str, Any]]:
    """Return the steps as `ui.steps` shows them; those behind lead back with everything chosen so far."""
    place = [step for step, _ in STEPS].index(now)
    return [
        {
            "title": title,
            "state": "done" if number < place else "now" if number == place else "",
            "url": draft.to(step) if number < place else "",
        }
        for number, (step, title) in enumerate(STEPS)
    ]
