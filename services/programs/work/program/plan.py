"""The plan of a program: its activities, what they work on, and what it still lacks (Положение, п. 1.2)."""

from uuid import UUID

from services.programs.work.program import refusals as no
from services.programs.work.program.events import Activity, Plan
from shared.contracts.regulation import Edition
from shared.errors import gathering
from shared.words import in_figures


def check_activity(plan: Plan, activity: Activity, place: str = "") -> None:
    """Refuse an activity outside the term, or one without a difficulty or strength of the plan.

    `place` precedes the names of its fields in a form that has others.
    """
    with gathering() as each:
        with each:
            if not plan.starts_on <= activity.due <= plan.ends_on:
                period = f"с {in_figures(plan.starts_on)} по {in_figures(plan.ends_on)}"
                raise no.OutsideTerm(due=in_figures(activity.due), period=period, field=f"{place}due")
        with each:
            if activity.domain not in worked_on(plan):
                raise no.WorksOnNothing(field=f"{place}domain")


def worked_on(plan: Plan) -> tuple[str, ...]:
    """Return the domains an activity may work on: the difficulties, then the strengths."""
    return tuple(dict.fromkeys((*(one.domain for one in plan.difficulties), *plan.strengths)))


def in_order(activities: tuple[Activity, ...]) -> tuple[Activity, ...]:
    """Return activities by their dates."""
    return tuple(sorted(activities, key=lambda one: (one.due, one.title, one.id)))


def find(plan: Plan, activity_id: UUID) -> Activity:
    """Return an activity of a plan."""
    found = next((one for one in plan.activities if one.id == activity_id), None)
    if found is None:
        raise no.ActivityUnknown
    return found


def lacks(plan: Plan, edition: Edition) -> list[str]:
    """Return what a draft still lacks before it can be approved (R1.2)."""
    missing = []
    if not plan.goal:
        missing.append("напишите цель программы")
    if not plan.difficulties:
        missing.append("выберите хотя бы одно затруднение (п. 1.2)")
    covered = {activity.domain for activity in plan.activities}
    missing += [
        f"нет ни одного мероприятия по затруднению «{edition.word('domains', one.domain)}» (п. 1.2)"
        for one in plan.difficulties
        if one.domain not in covered
    ]
    if not plan.strengths and not plan.no_strength_reason:
        missing.append("выберите сильную сторону для поддержки или напишите, почему её нет (п. 1.2)")
    missing += [
        f"«{activity.title}» — срок {in_figures(activity.due)} не попадает в срок программы"
        for activity in plan.activities
        if not plan.starts_on <= activity.due <= plan.ends_on
    ]
    missing += [
        f"«{activity.title}» работает над тем, чего в программе больше нет"
        for activity in plan.activities
        if activity.domain not in worked_on(plan)
    ]
    return missing
