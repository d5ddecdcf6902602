"""Stores staff lists; the only writes to their table."""

from uuid import UUID

import msgspec

from services.programs.college.staff_list.model import StaffListImported, StaffListUploaded
from shared.db import Tx
from shared.journal import Apply

apply = Apply()
record = apply.record


@apply.on(StaffListUploaded)
async def _uploaded(tx: Tx, event: StaffListUploaded) -> None:
    await tx.run(
        """insert into staff_list (id, digest, file_name, as_of, list, uploaded_at, uploaded_by)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        event.list_id, event.digest, event.file_name, event.as_of, msgspec.to_builtins(event.list), tx.now,
        tx.actor.id,
    )  # fmt: skip


@apply.on(StaffListImported)
async def _imported(tx: Tx, event: StaffListImported) -> None:
    await tx.run(
        "update staff_list set imported_at = $2, added = $3, changed = $4, unchanged = $5 where id = $1",
        event.list_id, tx.now, event.added, event.changed, event.unchanged,
    )  # fmt: skip


async def lists(tx: Tx) -> dict[str, UUID]:
    """Return the lists that were uploaded, by their content; call while the staff is locked."""
    found = await tx.many(_Known, "select digest, id from staff_list where organization = $1", tx.organization)
    return {one.digest: one.id for one in found}


class _Known(msgspec.Struct, frozen=True):
    digest: str
    id: UUID
