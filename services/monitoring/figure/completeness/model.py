"""Whether everything that an organization recorded is here: computed from numbers, shown in plain words. Pure."""

from datetime import datetime
from typing import Literal

import msgspec

from shared.actor import Role
from shared.silence import SILENT_AFTER

READERS = frozenset({Role.OFFICIAL, Role.MUNICIPAL, Role.METHODIST, Role.OPERATOR})


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """How much of one organization's stream is here: what it announced, what arrived, what is shown.

    `complete_to`: everything before that moment is here, by the organization's last signed statement; its clock
    counts no further than ours. While announced events are on their way, or after an alarm, it is the moment when the
    last event arrived.
    """

    organization: str
    name: str
    municipality: str
    epoch: int
    told: int
    held: int
    shown: int
    parked: int
    alarm: str | None
    contact_at: datetime | None
    complete_to: datetime | None

    def state(self, now: datetime) -> Literal["complete", "catching up", "silent", "parked", "alarm", "never"]:
        """The state of the pill; `complete` means that no announced event is missing from any figure."""
        if self.contact_at is None:
            return "never"
        if self.alarm:
            return "alarm"
        if self.parked:
            return "parked"
        if now - self.contact_at > SILENT_AFTER:
            return "silent"
        return "complete" if self.shown >= self.told else "catching up"

    def complete(self, now: datetime) -> bool:
        """Whether every announced event is shown and the organization was heard a moment ago."""
        return self.state(now) == "complete"


def behind(rows: list[Completeness], now: datetime) -> list[Completeness]:
    """Return the organizations whose figures may be missing something."""
    return [row for row in rows if not row.complete(now)]
