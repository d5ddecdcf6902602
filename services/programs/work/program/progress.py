"""A program with its progress, as pages and documents show it. Pure."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from services.programs.work.program.changes import Change
from services.programs.work.program.events import Direction, Mark, Plan
from services.programs.work.program.model import Program, Result, Stage
from shared.contracts.programs import MEETING_FORMS


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """A difficulty and its levels so far."""

    domain: str
    title: str
    level: str
    level_word: str
    now: str
    now_word: str
    percent: int
    activities: int


class ActivityRow(msgspec.Struct, frozen=True, kw_only=True):
    """An activity with its result."""

    id: UUID
    direction: Direction
    direction_word: str
    domain: str
    domain_word: str
    title: str
    form: str
    due: date
    product: str
    result: str
    link: str
    reported_on: date | None
    mark: Mark | None
    note: str
    late: bool

    @property
    def accepted(self) -> bool:
        """Whether the mentor accepted it as done."""
        return self.mark in ("done", "partly")


class CorrectionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A correction as the page shows it."""

    id: UUID
    program_id: UUID
    change: Change
    reason: str
    state: Literal["open", "approved", "returned"]
    comment: str
    proposed_by: UUID | None
    proposed_on: date
    proposed_at: datetime
    who: str = ""
    what: str = ""


class ProgramCard(msgspec.Struct, frozen=True, kw_only=True):
    """A program with its progress, in the words of its edition."""

    id: UUID
    pair_id: UUID
    title: str
    mentor_id: UUID
    mentee_id: UUID
    mentor: str
    mentee: str
    stage: Stage
    state: str
    pill: str
    version: int
    plan: Plan
    edition: str
    editor: str
    edited_at: datetime
    comment: str
    sent_on: date | None
    approved_on: date | None
    approved_by: UUID | None
    outcomes: dict[str, str]
    conclusion: str
    completion_reason: str
    over_on: date | None
    difficulties: tuple[Progress, ...]
    strengths: tuple[str, ...]
    activities: tuple[ActivityRow, ...]
    corrections: tuple[CorrectionRow, ...]
    meetings: int
    last_meeting: date | None
    next_meeting: date | None

    def rules(self) -> Program:
        """Return the state of the program that its rules need."""
        return Program(
            id=self.id,
            pair_id=self.pair_id,
            mentor_id=self.mentor_id,
            mentee_id=self.mentee_id,
            stage=self.stage,
            version=self.version,
            plan=self.plan,
            edition=self.edition,
            results=tuple(Result(row.id, row.mark) for row in self.activities if row.reported_on is not None),
            corrections=tuple(one.id for one in self.corrections if one.state == "open"),
        )

    @property
    def late(self) -> tuple[ActivityRow, ...]:
        """The activities whose date has passed without a result."""
        return tuple(row for row in self.activities if row.late)

    @property
    def coming(self) -> ActivityRow | None:
        """The next activity that is not accepted."""
        return next((row for row in self.activities if not row.accepted), None)

    @property
    def done(self) -> int:
        """How many activities the mentor accepted as done."""
        return sum(row.accepted for row in self.activities)


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """The day and form of a meeting, for all who may see the program."""

    held_on: date
    form: str

    @property
    def form_word(self) -> str:
        """The form of the meeting, in words."""
        return MEETING_FORMS[self.form]


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a program: its plan, its date, and the reason of the change."""

    number: int
    plan: Plan
    reason: str
    at: datetime
