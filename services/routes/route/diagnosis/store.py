"""Stores diagnoses; none is ever replaced."""

import msgspec

from services.routes.route.diagnosis.model import DiagnosisNoted
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(DiagnosisNoted)
async def _noted(tx: Tx, event: DiagnosisNoted) -> None:
    await tx.run(
        """insert into diagnosis (id, organization, route_id, kind, held_on, marks, note, noted_at)
           select $1, organization, id, $3, $4, $5, $6, $7 from route where id = $2""",
        event.diagnosis_id, event.route_id, event.kind, event.held_on, msgspec.to_builtins(event.marks), event.note,
        tx.now,
    )  # fmt: skip
