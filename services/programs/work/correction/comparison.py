"""Two versions of a program side by side: each line of the plan as it was and as it is."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from services.programs.work.program.events import Activity, Plan
from services.programs.work.program.model import MODES
from shared.contracts.regulation import Edition
from shared.words import in_figures

State = Literal["same", "changed", "added", "removed"]


class ComparedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the plan in both versions; a text is empty where the version does not have the line."""

    title: str
    before: str
    after: str

    @property
    def state(self) -> State:
        """What happened to the line."""
        if self.before == self.after:
            return "same"
        return "added" if not self.before else "removed" if not self.after else "changed"


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two versions compared: the plan's own lines, then its activities, in the order of their days."""

    plan: tuple[ComparedLine, ...]
    activities: tuple[ComparedLine, ...]

    @property
    def changed(self) -> int:
        """How many lines differ."""
        return sum(line.state != "same" for line in (*self.plan, *self.activities))


def compare(before: Plan, after: Plan, edition: Edition) -> Comparison:
    """Compare two plans of one program line by line, in the words of its edition."""
    return Comparison(
        plan=tuple(
            ComparedLine(title=title, before=old, after=new)
            for (title, old), (_, new) in zip(_lines(before, edition), _lines(after, edition), strict=True)
            if old or new
        ),
        activities=tuple(_activities(before, after, edition)),
    )


def _lines(plan: Plan, edition: Edition) -> Iterator[tuple[str, str]]:
    yield "Начинается", in_figures(plan.starts_on)
    yield "Заканчивается", in_figures(plan.ends_on)
    yield "Как работают", MODES[plan.mode]
    yield "Цель", plan.goal
    yield "Задачи", plan.tasks
    hard = [f"{edition.word('domains', one.domain)} ({edition.word('levels', one.level)})" for one in plan.difficulties]
    yield "Затруднения", "; ".join(hard)
    yield "Сильные стороны", "; ".join(edition.word("domains", code) for code in plan.strengths)


def _activities(before: Plan, after: Plan, edition: Edition) -> Iterator[ComparedLine]:
    old, new = ({one.id: one for one in plan.activities} for plan in (before, after))
    every = sorted({**old, **new}.values(), key=lambda one: (one.due, one.title))
    for one in every:
        yield ComparedLine(
            title=one.title, before=_activity(old.get(one.id), edition), after=_activity(new.get(one.id), edition)
        )


def _activity(one: Activity | None, edition: Edition) -> str:
    if one is None:
        return ""
    parts = [f"до {in_figures(one.due)}", one.title, one.form, one.product, edition.word("domains", one.domain)]
    return "; ".join(filter(None, parts))
