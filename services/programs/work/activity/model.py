"""How the result of an activity is reported and marked (Положение, п. 1.2)."""

from datetime import date
from uuid import UUID

from services.programs.work.activity import refusals as no
from services.programs.work.activity.events import ActivityMarked, ResultReported
from services.programs.work.program.events import Mark
from services.programs.work.program.model import Program, check_own, check_running
from services.programs.work.program.plan import find
from services.programs.work.program.refusals import AlreadyMarked, OnlyTheMentor
from shared.contracts.regulation import Edition


def report(
    program: Program, *, activity_id: UUID, product: str, link: str, by: UUID | None, today: date
) -> ResultReported:
    """Report the result of an activity; it may be reported again until the mentor marks it."""
    check_own(program, by)
    check_running(program)
    find(program.plan, activity_id)
    if activity_id in program.accepted():
        raise AlreadyMarked
    if link and not link.startswith(("http://", "https://")):
        raise no.NotALink(field="link")
    return ResultReported(
        program_id=program.id, activity_id=activity_id, product=product, link=link, by=by, reported_on=today
    )


def mark(
    program: Program,
    *,
    activity_id: UUID,
    mark: Mark,
    note: str,
    level_now: str | None,
    by: UUID | None,
    edition: Edition,
    today: date,
) -> ActivityMarked:
    """Mark an activity by its product; only the mentor may."""
    check_own(program, by)
    check_running(program)
    if by != program.mentor_id:
        raise OnlyTheMentor
    activity = find(program.plan, activity_id)
    if activity_id not in {result.activity_id for result in program.results}:
        raise no.NoResultYet
    if level_now and level_now not in edition.words("levels"):
        raise no.LevelUnknown(field="level_now")
    return ActivityMarked(
        program_id=program.id,
        activity_id=activity.id,
        mark=mark,
        note=note,
        level_now=level_now or None,
        marked_on=today,
    )
