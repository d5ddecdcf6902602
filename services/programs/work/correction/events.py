"""Events of a correction that stay inside the college; its approval is an event of the program."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from services.programs.work.program.changes import Change
from shared.event import Event


class CorrectionProposed(Event, frozen=True, kw_only=True, tag="programs.program_correction_proposed.v1"):
    """The mentor or the mentee proposed to change a running program, with a reason."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Предложено изменение программы"

    program_id: UUID
    correction_id: UUID
    change: Change
    reason: str
    by: UUID | None
    proposed_on: date


class CorrectionReturned(Event, frozen=True, kw_only=True, tag="programs.program_correction_returned.v1"):
    """The curator returned a correction with a comment."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Изменение программы возвращено"

    program_id: UUID
    correction_id: UUID
    comment: str
    decided_on: date
