"""What may be done while a program runs: meetings, results, corrections, completion (Положение, п. 1.2)."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from services.programs.work.program import refusals as no
from services.programs.work.program import term
from services.programs.work.program.events import (
    ActivityMarked,
    Add,
    Change,
    CorrectionApproved,
    CorrectionProposed,
    CorrectionReturned,
    Extend,
    Mark,
    MeetingForm,
    MeetingRecorded,
    Move,
    Plan,
    ProgramConcluded,
    ResultReported,
)
from services.programs.work.program.model import Program, check_activity, check_own, find, in_order
from shared.calendar import FIVE, Calendar, is_working
from shared.contracts import terms
from shared.contracts.programs import Outcome, ProgramCompleted
from shared.contracts.regulation import Edition
from shared.words import in_words

MARKS: dict[Mark, str] = {"done": "выполнено", "partly": "выполнено частично", "again": "нужно доделать"}
Words = Annotated[str, msgspec.Meta(max_length=10_000)]


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed change of a running program."""

    id: UUID
    program_id: UUID
    change: Change
    reason: str
    state: str


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """What is written of a meeting."""

    held_on: date
    form: MeetingForm
    topic: str
    content: str
    next_step: str
    next_on: date | None


def meet(program: Program, spoken: Spoken, *, meeting_id: UUID, by: UUID | None, today: date) -> MeetingRecorded:
    """Record a meeting of the two."""
    check_own(program, by)
    check_running(program)
    if spoken.held_on > today:
        raise no.NotHeldYet(field="held_on")
    if spoken.next_on is not None and spoken.next_on < spoken.held_on:
        raise no.NextInPast(field="next_on")
    return MeetingRecorded(
        program_id=program.id,
        meeting_id=meeting_id,
        mentor_id=program.mentor_id,
        mentee_id=program.mentee_id,
        by=by,
        **{name: getattr(spoken, name) for name in Spoken.__struct_fields__},
    )


def doubts(program: Program, held_on: date, calendar: Calendar = FIVE) -> str:
    """Say what is unusual about the day of a meeting: a warning, never a refusal (V18)."""
    doubts_found = []
    if not is_working(held_on, calendar):
        doubts_found.append("это нерабочий день")
    if not program.plan.starts_on <= held_on <= program.plan.ends_on:
        doubts_found.append("это вне срока программы")
    return f"Проверьте дату встречи: {', '.join(doubts_found)}." if doubts_found else ""


def check_running(program: Program) -> None:
    """Refuse what needs a program that runs."""
    if program.stage != "started":
        raise no.NotRunning


def report(
    program: Program, *, activity_id: UUID, product: str, link: str, by: UUID | None, today: date
) -> ResultReported:
    """Report what an activity brought; until the mentor marks it, it may be reported anew."""
    check_own(program, by)
    check_running(program)
    find(program.plan, activity_id)
    if activity_id in program.accepted():
        raise no.AlreadyMarked
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
    """Mark an activity by its product: the mentor alone does it."""
    check_own(program, by)
    check_running(program)
    if by != program.mentor_id:
        raise no.OnlyTheMentor
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


def propose_correction(
    program: Program,
    change: Change,
    *,
    correction_id: UUID,
    reason: str,
    by: UUID | None,
    edition: Edition,
    today: date,
) -> CorrectionProposed:
    """Propose a change of a running program; what could not be approved is refused at once."""
    check_own(program, by)
    check_running(program)
    changed(program, change, edition)
    return CorrectionProposed(
        program_id=program.id, correction_id=correction_id, change=change, reason=reason, by=by, proposed_on=today
    )


def changed(program: Program, change: Change, edition: Edition) -> Plan:
    """Return the plan with the change made, if the rules allow it."""
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


def approve_correction(
    program: Program, correction: Correction, *, edition: Edition, today: date
) -> CorrectionApproved:
    """Approve a correction: the program gets a new version."""
    check_running(program)
    _check_open(program, correction)
    return CorrectionApproved(
        program_id=program.id,
        correction_id=correction.id,
        version=program.version + 1,
        plan=changed(program, correction.change, edition),
        reason=correction.reason,
        decided_on=today,
    )


def return_correction(program: Program, correction: Correction, *, comment: str, today: date) -> CorrectionReturned:
    """Return a correction with a comment."""
    _check_open(program, correction)
    return CorrectionReturned(program_id=program.id, correction_id=correction.id, comment=comment, decided_on=today)


def _check_open(program: Program, correction: Correction) -> None:
    if correction.program_id != program.id:
        raise no.CorrectionUnknown
    if correction.state != "open":
        raise no.Decided


def complete(
    program: Program,
    *,
    outcomes: Mapping[str, str],
    conclusion: str,
    reason: str,
    by: UUID | None,
    edition: Edition,
    today: date,
) -> tuple[ProgramConcluded, ProgramCompleted]:
    """Complete a program with what became of each difficulty and the mentor's conclusion."""
    check_own(program, by)
    check_running(program)
    if by != program.mentor_id:
        raise no.OnlyTheMentor
    if program.corrections:
        raise no.CorrectionWaits
    levels = edition.words("levels")
    for place, one in enumerate(program.plan.difficulties):
        if outcomes.get(one.domain) not in levels:
            raise no.OutcomeMissing(domain=edition.word("domains", one.domain), field=f"outcomes.{place}.after")
    if (why := unfinished(program, edition, today)) and not reason:
        raise no.ReasonNeeded(why=why, field="reason")
    told = tuple(Outcome(one.domain, one.level, outcomes[one.domain]) for one in program.plan.difficulties)
    return (
        ProgramConcluded(
            program_id=program.id,
            outcomes={one.domain: one.after for one in told},
            conclusion=conclusion,
            reason=reason,
        ),
        ProgramCompleted(
            program_id=program.id,
            completed_on=today,
            outcomes=told,
            activities_done=len(program.accepted()),
            activities=len(program.plan.activities),
        ),
    )


def unfinished(program: Program, edition: Edition, today: date) -> str:
    """Say why completing now needs a reason: open activities, or less than the least term; empty when it does not."""
    titles = ", ".join(f"«{activity.title}»" for activity in program.open_activities())
    if titles:
        return f"Не выполнено: {titles}.".replace("{", "(").replace("}", ")")
    earliest = term.earliest(program.plan.starts_on, edition)
    if today < earliest:
        least, clause = terms.genitive(edition, "program_min"), edition.term("program_min").clause
        return f"Программа идёт меньше {least} ({clause}): наименьший срок выйдет {in_words(earliest)}"
    return ""
