"""What happens to a program and stays inside the college; what crosses is in the contracts."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from shared.contracts.programs import MeetingHeld, ProgramCorrected
from shared.event import Event, Told

Direction = Literal["analysis", "entering", "growth"]
Mode = Literal["onsite", "remote", "mixed"]
Mark = Literal["done", "partly", "again"]
MeetingForm = Literal["onsite", "online"]


class Difficulty(msgspec.Struct, frozen=True):
    """A difficulty that the program works on, at the level that the mentee assessed."""

    domain: str
    level: str


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """What is done, by when, with what product, against which difficulty (or for which strength)."""

    id: UUID
    direction: Direction
    domain: str
    title: str
    form: str
    due: date
    product: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The text of a program: term, goal, tasks, difficulties, strengths, activities (R1.2)."""

    starts_on: date
    ends_on: date
    mode: Mode = "onsite"
    goal: str = ""
    tasks: str = ""
    difficulties: tuple[Difficulty, ...] = ()
    strengths: tuple[str, ...] = ()
    no_strength_reason: str = ""
    activities: tuple[Activity, ...] = ()


class Move(msgspec.Struct, frozen=True, tag="move"):
    """Move an activity to another day."""

    activity_id: UUID
    due: date


class Add(msgspec.Struct, frozen=True, tag="add"):
    """Add an activity."""

    activity: Activity


class Extend(msgspec.Struct, frozen=True, tag="extend"):
    """Let the program end on another day."""

    ends_on: date


Change = Move | Add | Extend


class ProgramDrafted(Event, frozen=True, kw_only=True, tag="programs.program_drafted.v1"):
    """A mentor and a mentee began to write their program."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    pair_id: UUID
    mentor_id: UUID
    mentee_id: UUID
    edition: str
    plan: Plan
    by: UUID | None


class ProgramWritten(Event, frozen=True, kw_only=True, tag="programs.program_written.v1"):
    """One of the two changed the draft: the new whole, and its version."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    version: int
    plan: Plan
    by: UUID | None


class ProgramSent(Event, frozen=True, kw_only=True, tag="programs.program_sent.v1"):
    """The program was sent to the head for approval."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    sent_on: date


class ProgramReturned(Event, frozen=True, kw_only=True, tag="programs.program_returned.v1"):
    """The head returned the program with a comment; everything written stays."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    comment: str


class ProgramApproved(Event, frozen=True, kw_only=True, tag="programs.program_approved.v1"):
    """The head approved the program: its first version."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    approved_on: date
    approved_by: UUID | None


class CorrectionProposed(Event, frozen=True, kw_only=True, tag="programs.program_correction_proposed.v1"):
    """One of the two proposed to change a running program, with the reason."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    correction_id: UUID
    change: Change
    reason: str
    by: UUID | None
    proposed_on: date


class CorrectionApproved(Event, frozen=True, kw_only=True, tag="programs.program_correction_approved.v1"):
    """The curator approved a correction: the program has a new version."""

    about: ClassVar[str] = "program_id"
    tells: ClassVar[type[Told]] = ProgramCorrected

    program_id: UUID
    correction_id: UUID
    version: int
    plan: Plan
    reason: str
    decided_on: date

    def tell(self) -> ProgramCorrected:
        """Only its last day and how much there is to do cross."""
        return ProgramCorrected(
            program_id=self.program_id,
            version=self.version,
            ends_on=self.plan.ends_on,
            activities=len(self.plan.activities),
        )


class CorrectionReturned(Event, frozen=True, kw_only=True, tag="programs.program_correction_returned.v1"):
    """The curator did not approve a correction, and said why."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    correction_id: UUID
    comment: str
    decided_on: date


class MeetingRecorded(Event, frozen=True, kw_only=True, tag="programs.meeting_recorded.v1"):
    """A mentor and a mentee met; what they spoke of is theirs alone."""

    about: ClassVar[str] = "program_id"
    tells: ClassVar[type[Told]] = MeetingHeld

    program_id: UUID
    meeting_id: UUID
    mentor_id: UUID
    mentee_id: UUID
    held_on: date
    form: MeetingForm
    topic: str
    content: str
    next_step: str
    next_on: date | None
    by: UUID | None

    def tell(self) -> MeetingHeld:
        """Only its day and form cross."""
        return MeetingHeld(program_id=self.program_id, held_on=self.held_on, form=self.form)


class ResultReported(Event, frozen=True, kw_only=True, tag="programs.activity_result_reported.v1"):
    """An activity brought a product."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    activity_id: UUID
    product: str
    link: str
    by: UUID | None
    reported_on: date


class ActivityMarked(Event, frozen=True, kw_only=True, tag="programs.activity_marked.v1"):
    """The mentor marked an activity: done, partly done, or to be done again."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    activity_id: UUID
    mark: Mark
    note: str
    level_now: str | None
    marked_on: date


class ProgramConcluded(Event, frozen=True, kw_only=True, tag="programs.program_concluded.v1"):
    """The mentor drew the conclusion: the level of each difficulty after the program, in words too."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    outcomes: dict[str, str]
    conclusion: str
    reason: str


class ProgramStopped(Event, frozen=True, kw_only=True, tag="programs.program_stopped.v1"):
    """A program ended with its pair before it was completed."""

    about: ClassVar[str] = "program_id"

    program_id: UUID
    stopped_on: date
