"""What a person sees of who read about them in the region."""

from datetime import date
from uuid import UUID

import msgspec

from shared.contracts.routes import READ, READERS
from shared.db import Tx
from shared.service import ReadElsewhere

MOST = 200


class _Row(msgspec.Struct, frozen=True):
    read_on: date
    role: str
    what: str


async def read_about(tx: Tx, person_id: UUID) -> list[ReadElsewhere]:
    """Return who in the region read about a person, the latest first."""
    rows = await tx.many(
        _Row,
        """select read_on, role, what from regional_read where person_id = $1
           order by read_on desc, role, what limit $2""",
        person_id, MOST,
    )  # fmt: skip
    return [
        ReadElsewhere(
            day=row.read_on, who=READERS.get(row.role, "сотрудник края"), what=READ.get(row.what, "другая страница")
        )
        for row in rows
    ]
