"""Resets: a new password, or no code any more, for somebody who logs in already.

Whoever could do it alone could borrow the account. So a second person agrees, or the owner is told and may refuse.
"""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from shared import ids
from shared.db import Tx
from shared.errors import Conflict, NotFound
from shared.identity.deeds import Deed, note

Kind = Literal["password", "code"]
KIND_WORDS: dict[Kind, str] = {"password": "пароль", "code": "код с телефона"}
# Long enough for a weekend: the owner comes in, sees it on every page, and refuses.
DELAY = timedelta(days=3)


class NotTheSecond(Conflict):
    """Подтверждает второй человек: не тот, кто просил, и не владелец записи."""


class Reset(msgspec.Struct, frozen=True):
    """One that waits; `ready_at` is None when only a second person can let it happen."""

    id: UUID
    account_id: UUID
    kind: Kind
    asked_at: datetime
    asked_by: UUID
    asked_by_name: str
    ready_at: datetime | None
    agreed_at: datetime | None

    @property
    def words(self) -> str:
        """What is to be changed, in words."""
        return KIND_WORDS[self.kind]

    def is_ready(self, now: datetime) -> bool:
        """Tell whether it may be done now."""
        return self.agreed_at is not None or (self.ready_at is not None and now >= self.ready_at)


async def ask(tx: Tx, account_id: UUID, kind: Kind, asked_by: UUID, *, alone: bool) -> None:
    """Ask for a reset; `alone`: after the delay it needs no second person. One that waits already stays as it is."""
    asked = await tx.run(
        """insert into reset (id, account_id, kind, asked_at, asked_by, ready_at) values ($1, $2, $3, $4, $5, $6)
           on conflict do nothing""",
        ids.new(tx.now), account_id, kind, tx.now, asked_by, tx.now + DELAY if alone else None,
    )  # fmt: skip
    if asked:
        await note(tx, account_id, Deed.RESET_ASKED, KIND_WORDS[kind])


async def waiting(tx: Tx, account_id: UUID) -> list[Reset]:
    """Return what waits for an account, the oldest first."""
    return await tx.many(
        Reset,
        """select r.id, r.account_id, r.kind, r.asked_at, r.asked_by, coalesce(a.name, '') as asked_by_name,
                  r.ready_at, r.agreed_at
           from reset r left join account a on a.id = r.asked_by
           where r.account_id = $1 and r.refused_at is null and r.done_at is null order by r.asked_at, r.id""",
        account_id,
    )


async def agree(tx: Tx, account_id: UUID, reset_id: UUID, by: UUID) -> None:
    """Agree as the second person: neither who asked nor the owner."""
    reset = await _one(tx, account_id, reset_id)
    if by in (reset.asked_by, account_id):
        raise NotTheSecond
    await tx.run(
        "update reset set agreed_at = $2, agreed_by = $3 where id = $1 and agreed_at is null", reset_id, tx.now, by
    )
    await note(tx, account_id, Deed.RESET_AGREED, reset.words)


async def refuse(tx: Tx, account_id: UUID, reset_id: UUID, by: UUID) -> None:
    """Refuse: the owner, or whoever manages the account. It must then be asked for anew."""
    reset = await _one(tx, account_id, reset_id)
    await tx.run("update reset set refused_at = $2, refused_by = $3 where id = $1", reset_id, tx.now, by)
    await note(tx, account_id, Deed.RESET_REFUSED, reset.words)


async def is_ready(tx: Tx, account_id: UUID, kind: Kind) -> bool:
    """Tell whether a reset of this kind was asked for and may be done now."""
    return any(one.kind == kind and one.is_ready(tx.now) for one in await waiting(tx, account_id))


async def spend(tx: Tx, account_id: UUID, kind: Kind) -> None:
    """Note that the reset is done: another one must be asked for anew."""
    await tx.run(
        """update reset set done_at = $3
           where account_id = $1 and kind = $2 and refused_at is null and done_at is null""",
        account_id, kind, tx.now,
    )  # fmt: skip


async def _one(tx: Tx, account_id: UUID, reset_id: UUID) -> Reset:
    await tx.run("select from reset where id = $1 for update", reset_id)
    found = next((one for one in await waiting(tx, account_id) if one.id == reset_id), None)
    if found is None:
        raise NotFound
    return found
