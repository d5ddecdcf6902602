"""The access log: who read whose personal data (152-ФЗ). Written by shared/web/security.py."""

from datetime import datetime
from uuid import UUID

import msgspec

from shared import ids
from shared.db import Tx


class Read(msgspec.Struct, frozen=True):
    """Somebody opened a page about a person."""

    at: datetime
    name: str
    page: str
    times: int


async def note_read(tx: Tx, account_id: UUID, person_id: UUID, page: str, request_id: str) -> None:
    """Record that an account was shown something about a person; `page` is the title or, in the API, the route."""
    await tx.run(
        "insert into access_log (id, at, account_id, person_id, page, request_id) values ($1, $2, $3, $4, $5, $6)",
        ids.new(tx.now), tx.now, account_id, person_id, page, request_id,
    )  # fmt: skip


async def reads_about(tx: Tx, person_id: UUID, *, most: int = 200) -> list[Read]:
    """Return who read about a person, the latest first, each page once a day; their own visits are not listed."""
    return await tx.many(
        Read,
        """select max(l.at) as at, a.name, l.page, count(*) as times
           from access_log l join account a on a.id = l.account_id
           where l.person_id = $1 and a.person_id is distinct from $1 and a.organization = $3
           group by a.id, a.name, l.page, l.at::date order by max(l.at) desc limit $2""",
        person_id, most, tx.organization,
    )  # fmt: skip
