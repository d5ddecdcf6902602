"""Changes of a running program: the new plan, if the rules allow it, and the change as a sentence."""

from datetime import date
from uuid import UUID

import msgspec

from services.programs.work.program import refusals as no
from services.programs.work.program import term
from services.programs.work.program.events import Activity, CorrectionApproved, Plan
from services.programs.work.program.model import Program, check_running
from services.programs.work.program.plan import check_activity, find, in_order
from shared.contracts.regulation import Edition
from shared.words import in_figures


class Move(msgspec.Struct, frozen=True, tag="move"):
    """Move an activity to another day."""

    activity_id: UUID
    due: date


class Add(msgspec.Struct, frozen=True, tag="add"):
    """Add an activity."""

    activity: Activity


class Extend(msgspec.Struct, frozen=True, tag="extend"):
    """Move the last day of the program."""

    ends_on: date


Change = Move | Add | Extend


def correct(
    program: Program, change: Change, *, correction_id: UUID, reason: str, edition: Edition, today: date
) -> CorrectionApproved:
    """Make a new version of a running program from an approved correction."""
    check_running(program)
    return CorrectionApproved(
        program_id=program.id,
        correction_id=correction_id,
        version=program.version + 1,
        plan=changed(program, change, edition),
        reason=reason,
        decided_on=today,
    )


def changed(program: Program, change: Change, edition: Edition) -> Plan:
    """Return the plan with the change made; refuse what the rules do not allow."""
    plan = program.plan
    match change:
        case Extend(ends_on):
            return _extended(plan, ends_on, edition)
        case Move(activity_id, due):
            before = find(plan, activity_id)
            if activity_id in program.accepted():
                raise no.AlreadyMarked
            if before.due == due:
                raise no.NothingChanges(field="due")
            moved = msgspec.structs.replace(before, due=due)
            check_activity(plan, moved)
            others = tuple(one for one in plan.activities if one.id != activity_id)
            return msgspec.structs.replace(plan, activities=in_order((*others, moved)))
        case Add(activity):
            check_activity(plan, activity)
            return msgspec.structs.replace(plan, activities=in_order((*plan.activities, activity)))


def _extended(plan: Plan, ends_on: date, edition: Edition) -> Plan:
    if ends_on == plan.ends_on:
        raise no.NothingChanges(field="ends_on")
    term.check(plan.starts_on, ends_on, edition)
    extended = msgspec.structs.replace(plan, ends_on=ends_on)
    for activity in plan.activities:
        check_activity(extended, activity)
    return extended


def change_in_words(change: Change, plan: Plan, edition: Edition) -> str:
    """Return a sentence that describes a change of a plan."""
    moved = {one.id: (one.title, one.due) for one in plan.activities}
    was = moved.get(change.activity_id) if isinstance(change, Move) else None
    domain = edition.word("domains", change.activity.domain) if isinstance(change, Add) else ""
    return say(change, moved=was, ends_on=plan.ends_on, domain=domain)


def say(change: Change, *, moved: tuple[str, date] | None, ends_on: date, domain: str) -> str:
    """Name what a change affects: the activity that moves, the last day, the domain of a new activity."""
    match change:
        case Move(_, due):
            title, was = moved or ("", due)
            before = f", сейчас {in_figures(was)}" if was != due else ""
            return f"Перенести «{title}» на {in_figures(due)}{before}"
        case Add(activity):
            return f"Добавить «{activity.title}» до {in_figures(activity.due)} ({domain})"
        case Extend(to):
            return f"Закончить программу {in_figures(to)}, сейчас {in_figures(ends_on)}"
