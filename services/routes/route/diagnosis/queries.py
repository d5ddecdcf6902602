"""Views of diagnoses: all of one kind, so that they can be compared."""

from datetime import date
from uuid import UUID

import msgspec

from services.routes.route.diagnosis.model import Kind, Mark
from shared.db import Tx


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """One diagnosis."""

    id: UUID
    held_on: date
    marks: tuple[Mark, ...]
    note: str

    def level(self, domain: str) -> str:
        """Return the level of a domain; empty when it was not marked."""
        return next((mark.level for mark in self.marks if mark.domain == domain), "")

    def evidence(self, domain: str) -> str:
        """Return the evidence for the level of a domain."""
        return next((mark.evidence for mark in self.marks if mark.domain == domain), "")


async def diagnoses(tx: Tx, route_id: UUID, kind: Kind) -> list[Diagnosis]:
    """Return the diagnoses of a kind, the first one first."""
    return await tx.many(
        Diagnosis,
        """select id, held_on, marks, note from diagnosis where route_id = $1 and kind = $2
           order by held_on, noted_at""",
        route_id, kind,
    )  # fmt: skip
