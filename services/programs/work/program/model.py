"""How mentor and mentee write a program and the head approves it (Положение, пп. 1.2, 4.1.3)."""

from collections.abc import Mapping
from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.programs.work.program import refusals as no
from services.programs.work.program import term
from services.programs.work.program.events import (
    Activity,
    Difficulty,
    Direction,
    Mark,
    Mode,
    Plan,
    ProgramApproved,
    ProgramDrafted,
    ProgramReturned,
    ProgramSent,
    ProgramStopped,
    ProgramWritten,
)
from services.programs.work.program.plan import check_activity, find, in_order, lacks
from services.programs.work.program.states import STATES
from shared.contracts.programs import ProgramStarted
from shared.contracts.regulation import Edition
from shared.errors import gathering
from shared.words import in_words

Stage = Literal["draft", "sent", "returned", "started", "completed", "stopped"]
STAGES = STATES.pills()
DIRECTIONS: dict[Direction, str] = {
    "analysis": "Анализ профессиональных трудностей и способы их преодоления",
    "entering": "Вхождение в должность",
    "growth": "Направления профессионального развития",
}
MODES: dict[Mode, str] = {"onsite": "очный", "remote": "дистанционный", "mixed": "смешанный"}
MARKS: dict[Mark, str] = {"done": "выполнено", "partly": "выполнено частично", "again": "нужно доделать"}
NO_DIFFICULTY = "none"


class Result(msgspec.Struct, frozen=True):
    """The result of an activity so far."""

    activity_id: UUID
    mark: Mark | None = None

    @property
    def accepted(self) -> bool:
        """Whether the mentor accepted it as done, wholly or in part."""
        return self.mark in ("done", "partly")


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a program that its rules need."""

    id: UUID
    pair_id: UUID
    mentor_id: UUID
    mentee_id: UUID
    stage: Stage
    version: int
    plan: Plan
    edition: str
    results: tuple[Result, ...] = ()
    corrections: tuple[UUID, ...] = ()

    @property
    def editable(self) -> bool:
        """Whether mentor and mentee may still change the draft."""
        return self.stage in ("draft", "returned")

    def accepted(self) -> frozenset[UUID]:
        """Return the activities that the mentor accepted as done."""
        return frozenset(result.activity_id for result in self.results if result.accepted)

    def open_activities(self) -> tuple[Activity, ...]:
        """Return the activities that are not accepted yet."""
        done = self.accepted()
        return tuple(activity for activity in self.plan.activities if activity.id not in done)


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """The pair that a program belongs to, as this subject sees it."""

    id: UUID
    mentor_id: UUID
    mentee_ids: tuple[UUID, ...]
    started_on: date | None
    active: bool


class Assessed(msgspec.Struct, frozen=True):
    """The mentee's own assessment: the level of each difficulty, and the strengths."""

    difficulties: Mapping[str, str]
    strengths: tuple[str, ...]

    def hardest_first(self, edition: Edition) -> tuple[str, ...]:
        """Return the domains with a difficulty, the highest level first, then in the order of the edition."""
        hard = [entry.code for entry in reversed(edition.entries("levels")) if entry.code != NO_DIFFICULTY]
        domains = list(edition.words("domains"))
        return tuple(domain for level in hard for domain in domains if self.difficulties.get(domain) == level)

    def outdated(self, edition: Edition) -> bool:
        """Tell whether the mentee noted difficulties, but none in words that the edition knows."""
        return any(one != NO_DIFFICULTY for one in self.difficulties.values()) and not self.hardest_first(edition)

    def chosen(self, domains: tuple[str, ...]) -> tuple[Difficulty, ...]:
        """Return the chosen difficulties with their assessed levels."""
        known = {domain for domain, level in self.difficulties.items() if level != NO_DIFFICULTY}
        if not set(domains) <= known:
            raise no.NotADifficulty(field="difficulties")
        return tuple(Difficulty(domain, self.difficulties[domain]) for domain in domains)


class ProgramText(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a program without its activities."""

    starts_on: date
    ends_on: date
    mode: Mode
    goal: str
    tasks: str
    difficulties: tuple[str, ...]
    strengths: tuple[str, ...]
    no_strength_reason: str


def draft(
    pair: Pair,
    *,
    program_id: UUID,
    mentee_id: UUID,
    by: UUID | None,
    assessed: Assessed | None,
    edition: Edition,
    today: date,
) -> ProgramDrafted:
    """Begin a program: the assessed difficulties and strengths, nine months if the edition allows them."""
    if mentee_id not in pair.mentee_ids or by not in (pair.mentor_id, mentee_id):
        raise no.ProgramUnknown
    if not pair.active or pair.started_on is None:
        raise no.PairNotWorking
    if assessed is None:
        raise no.NotAssessed
    starts_on = max(today, pair.started_on)
    plan = Plan(
        starts_on=starts_on,
        ends_on=term.usual_end(starts_on, edition),
        difficulties=assessed.chosen(assessed.hardest_first(edition)),
        strengths=assessed.strengths,
    )
    return ProgramDrafted(
        program_id=program_id,
        pair_id=pair.id,
        mentor_id=pair.mentor_id,
        mentee_id=mentee_id,
        edition=edition.edition,
        plan=plan,
        by=by,
    )


def write(
    program: Program,
    text: ProgramText,
    *,
    activity: Activity | None = None,
    by: UUID | None,
    seen: int,
    editor: str,
    pair: Pair,
    assessed: Assessed,
    edition: Edition,
) -> ProgramWritten:
    """Replace the text of the draft (term, goal, difficulties, strengths); its activities stay, one may be added."""
    check_writer(program, by, seen, editor)
    with gathering() as each:
        with each:
            term.check(text.starts_on, text.ends_on, edition)
        with each:
            if pair.started_on is not None and text.starts_on < pair.started_on:
                raise no.StartsBeforePair(day=in_words(pair.started_on), field="starts_on")
        with each:
            if not set(text.strengths) <= edition.words("domains").keys():
                raise no.NotAStrength(field="strengths")
        with each:
            assessed.chosen(text.difficulties)
        with each:
            if activity is not None:
                check_activity(_with_text(program.plan, text, assessed), activity, "activity.")
    plan = _with_text(program.plan, text, assessed)
    if activity is not None:
        plan = msgspec.structs.replace(plan, activities=in_order((*plan.activities, activity)))
    return _written(program, plan, by)


def _with_text(plan: Plan, text: ProgramText, assessed: Assessed) -> Plan:
    """Return a plan with this text and its own activities."""
    return msgspec.structs.replace(
        plan,
        starts_on=text.starts_on,
        ends_on=text.ends_on,
        mode=text.mode,
        goal=text.goal.strip(),
        tasks=text.tasks.strip(),
        difficulties=assessed.chosen(text.difficulties),
        strengths=text.strengths,
        no_strength_reason=text.no_strength_reason.strip(),
    )


def put_activity(program: Program, activity: Activity, *, by: UUID | None, seen: int, editor: str) -> ProgramWritten:
    """Add an activity to the draft, or replace the one that has its id."""
    check_writer(program, by, seen, editor)
    check_activity(program.plan, activity)
    others = tuple(one for one in program.plan.activities if one.id != activity.id)
    plan = msgspec.structs.replace(program.plan, activities=in_order((*others, activity)))
    return _written(program, plan, by)


def drop_activity(program: Program, activity_id: UUID, *, by: UUID | None, seen: int, editor: str) -> ProgramWritten:
    """Remove an activity from the draft."""
    check_writer(program, by, seen, editor)
    find(program.plan, activity_id)
    left = tuple(one for one in program.plan.activities if one.id != activity_id)
    return _written(program, msgspec.structs.replace(program.plan, activities=left), by)


def _written(program: Program, plan: Plan, by: UUID | None) -> ProgramWritten:
    return ProgramWritten(program_id=program.id, version=program.version + 1, plan=plan, by=by)


def check_writer(program: Program, by: UUID | None, seen: int, editor: str) -> None:
    """Refuse anybody except mentor and mentee, and a change based on an outdated version."""
    check_own(program, by)
    if not program.editable:
        raise no.NotEditable
    if seen != program.version:
        raise no.ProgramChanged(editor=editor)


def check_read(program: Program, seen: int, editor: str) -> None:
    """Refuse to decide about a text that nobody has read: `seen` is the version on the screen."""
    if seen != program.version:
        raise no.ProgramUnread(editor=editor)


def check_own(program: Program, by: UUID | None) -> None:
    """Refuse anybody except mentor and mentee, as if there were no such program."""
    if by is None or by not in (program.mentor_id, program.mentee_id):
        raise no.ProgramUnknown


def check_running(program: Program) -> None:
    """Refuse unless the program runs."""
    if program.stage != "started":
        raise no.NotRunning


def _check_whole(program: Program, edition: Edition, today: date) -> None:
    term.check(program.plan.starts_on, program.plan.ends_on, edition)
    if program.plan.ends_on <= today:
        raise no.AlreadyOver
    if missing := lacks(program.plan, edition):
        raise no.Incomplete(f"Программа ещё не готова: {'; '.join(missing)}.")


def send(program: Program, *, by: UUID | None, seen: int, editor: str, edition: Edition, today: date) -> ProgramSent:
    """Send the draft to the head."""
    check_writer(program, by, seen, editor)
    _check_whole(program, edition, today)
    return ProgramSent(program_id=program.id, sent_on=today)


def hand_back(program: Program, *, comment: str) -> ProgramReturned:
    """Return a program to its authors with a comment; its text is kept."""
    if program.stage != "sent":
        raise no.NotSent
    return ProgramReturned(program_id=program.id, comment=comment)


def approve(
    program: Program, *, pair: Pair, by: UUID | None, edition: Edition, today: date
) -> tuple[ProgramApproved, ProgramStarted]:
    """Approve a program: it begins under the edition in force today, and keeps it."""
    if program.stage != "sent":
        raise no.NotSent
    if not pair.active:
        raise no.PairNotWorking
    _check_whole(program, edition, today)
    plan = program.plan
    started = ProgramStarted(
        program_id=program.id,
        pair_id=program.pair_id,
        mentee_id=program.mentee_id,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        edition=edition.edition,
        domains=tuple(one.domain for one in plan.difficulties),
        activities=len(plan.activities),
    )
    return ProgramApproved(program_id=program.id, approved_on=today, approved_by=by), started


def stop(program: Program, *, today: date) -> ProgramStopped | None:
    """Stop a program whose pair has ended."""
    return (
        None if program.stage in ("completed", "stopped") else ProgramStopped(program_id=program.id, stopped_on=today)
    )
