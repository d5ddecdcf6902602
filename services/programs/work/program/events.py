"""Events of a program that stay inside the college; the events that cross are in the contracts."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

import msgspec

from shared.contracts.programs import ProgramCorrected
from shared.event import Event, Told

Direction = Literal["analysis", "entering", "growth"]
Mode = Literal["onsite", "remote", "mixed"]
Mark = Literal["done", "partly", "again"]


class Difficulty(msgspec.Struct, frozen=True):
    """A difficulty that the program works on, with the level that the mentee assessed."""

    domain: str
    level: str


class Activity(msgspec.Struct, frozen=True, kw_only=True):
    """An activity of the plan: what is done, by when, with what product, for which difficulty or strength."""

    id: UUID
    direction: Direction
    domain: str
    title: str
    form: str
    due: date
    product: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The plan of a program: term, goal, tasks, difficulties, strengths, activities (R1.2)."""

    starts_on: date
    ends_on: date
    mode: Mode = "onsite"
    goal: str = ""
    tasks: str = ""
    difficulties: tuple[Difficulty, ...] = ()
    strengths: tuple[str, ...] = ()
    no_strength_reason: str = ""
    activities: tuple[Activity, ...] = ()


class ProgramDrafted(Event, frozen=True, kw_only=True, tag="programs.program_drafted.v1"):
    """A mentor or a mentee began to write their program."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Начат черновик программы"

    program_id: UUID
    pair_id: UUID
    mentor_id: UUID
    mentee_id: UUID
    edition: str
    plan: Plan
    by: UUID | None


class ProgramWritten(Event, frozen=True, kw_only=True, tag="programs.program_written.v1"):
    """The mentor or the mentee changed the draft; the event has the whole new plan and its version."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Изменена программа"

    program_id: UUID
    version: int
    plan: Plan
    by: UUID | None


class ProgramSent(Event, frozen=True, kw_only=True, tag="programs.program_sent.v1"):
    """The program was sent to the head for approval."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Программа отправлена на утверждение"

    program_id: UUID
    sent_on: date


class ProgramReturned(Event, frozen=True, kw_only=True, tag="programs.program_returned.v1"):
    """The head returned the program with a comment; its text is kept."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Программа возвращена на доработку"

    program_id: UUID
    comment: str


class ProgramApproved(Event, frozen=True, kw_only=True, tag="programs.program_approved.v1"):
    """The head approved the program: its first version."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Программа утверждена"

    program_id: UUID
    approved_on: date
    approved_by: UUID | None


class CorrectionApproved(Event, frozen=True, kw_only=True, tag="programs.program_correction_approved.v1"):
    """The curator approved a correction: the program has a new version."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Утверждено изменение программы"
    tells: ClassVar[type[Told]] = ProgramCorrected

    program_id: UUID
    correction_id: UUID
    version: int
    plan: Plan
    reason: str
    decided_on: date

    def tell(self) -> ProgramCorrected:
        """Only the last day and the number of activities cross."""
        return ProgramCorrected(
            program_id=self.program_id,
            version=self.version,
            ends_on=self.plan.ends_on,
            activities=len(self.plan.activities),
        )


class ProgramConcluded(Event, frozen=True, kw_only=True, tag="programs.program_concluded.v1"):
    """The mentor wrote the conclusion: the level of each difficulty after the program, and a text."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Записан итог программы"

    program_id: UUID
    outcomes: dict[str, str]
    conclusion: str
    reason: str


class ProgramStopped(Event, frozen=True, kw_only=True, tag="programs.program_stopped.v1"):
    """A program ended with its pair before it was completed."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Программа прекращена"

    program_id: UUID
    stopped_on: date
