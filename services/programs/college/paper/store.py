"""Stores which documents were signed; their bytes are files of the service (shared/files.py)."""

from services.programs.college.paper.model import PaperSigned
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(PaperSigned)
async def _signed(tx: Tx, event: PaperSigned) -> None:
    await tx.run(
        """insert into paper (id, kind, thing_id, person_id, people, number, day, version, docx, pdf, text, signed_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)""",
        event.paper_id, event.kind, event.thing_id, event.person_id, list(event.people), event.number, event.day,
        event.version, event.docx, event.pdf, event.text, tx.now,
    )  # fmt: skip
