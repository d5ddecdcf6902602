"""Stores corrections; an approved one has the number of the version it led to."""

from uuid import UUID

import msgspec

from services.programs.work.correction.events import CorrectionProposed, CorrectionReturned
from services.programs.work.correction.model import Correction
from services.programs.work.correction.refusals import CorrectionUnknown
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(CorrectionProposed)
async def _proposed(tx: Tx, event: CorrectionProposed) -> None:
    await tx.run(
        """insert into correction (id, program_id, change, reason, proposed_by, proposed_on, proposed_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        event.correction_id, event.program_id, msgspec.to_builtins(event.change), event.reason, event.by,
        event.proposed_on, tx.now,
    )  # fmt: skip


@apply.on(CorrectionReturned)
async def _not_corrected(tx: Tx, event: CorrectionReturned) -> None:
    await tx.run(
        "update correction set state = 'returned', comment = $2, decided_on = $3 where id = $1",
        event.correction_id, event.comment, event.decided_on,
    )  # fmt: skip


async def correction(tx: Tx, correction_id: UUID) -> Correction:
    """Return a correction; call after locking its program."""
    found = await tx.maybe(
        Correction, "select id, program_id, change, reason, state from correction_now where id = $1", correction_id
    )
    if found is None:
        raise CorrectionUnknown
    return found
