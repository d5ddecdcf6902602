"""Events of an activity of a running program that stay inside the college."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from services.programs.work.program.events import Mark
from shared.event import Event


class ResultReported(Event, frozen=True, kw_only=True, tag="programs.activity_result_reported.v1"):
    """The product of an activity was reported."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Записан результат мероприятия"

    program_id: UUID
    activity_id: UUID
    product: str
    link: str
    by: UUID | None
    reported_on: date


class ActivityMarked(Event, frozen=True, kw_only=True, tag="programs.activity_marked.v1"):
    """The mentor marked an activity: done, partly done, or to be done again."""

    about: ClassVar[str] = "program_id"
    happened: ClassVar[str] = "Отмечено мероприятие"

    program_id: UUID
    activity_id: UUID
    mark: Mark
    note: str
    level_now: str | None
    marked_on: date
