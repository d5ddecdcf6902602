"""Forms that were typed and not sent, kept for the account that typed them and for nobody else."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared import ids
from shared.db import Tx
from shared.identity import keys

KEPT_FOR = timedelta(days=7)
# More unsent forms than anybody has open; the oldest make room.
MOST = 20
# One form's fields; a body of a form is not larger.
LARGEST = 1024 * 1024
# Old ones leave with new ones, a few at a time.
SWEPT = 50

Fields = Mapping[str, Sequence[str]]


class KeptForm(msgspec.Struct, frozen=True):
    """One form: where it is sent, what was typed, and when."""

    id: UUID
    path: str
    at: datetime
    fields: Fields


class _Row(msgspec.Struct, frozen=True):
    id: UUID
    path: str
    at: datetime
    box: bytes


async def keep(tx: Tx, key: bytes, account_id: UUID, path: str, fields: Fields) -> UUID | None:
    """Keep a form instead of what was kept of it before; return its id, None when it is too large."""
    packed = msgspec.json.encode(fields)
    if len(packed) > LARGEST:
        return None
    id: UUID = await tx.value(
        """insert into kept_form (id, account_id, path, box, at) values ($1, $2, $3, $4, $5)
           on conflict on constraint kept_form_once do update set box = excluded.box, at = excluded.at returning id""",
        ids.new(tx.now), account_id, path, keys.lock(key, packed, account_id.bytes), tx.now,
    )  # fmt: skip
    await tx.run(
        """delete from kept_form where ctid = any(array(
               select ctid from kept_form where at < $1 limit $2 for update skip locked))
           or id = any(array(select id from kept_form where account_id = $3 order by at desc, id offset $4))""",
        tx.now - KEPT_FOR, SWEPT, account_id, MOST,
    )  # fmt: skip
    return id


async def kept(tx: Tx, key: bytes, account_id: UUID, id: UUID) -> KeptForm | None:
    """Return a form of this account; None for one of another account, as for one that is gone."""
    row = await tx.maybe(
        _Row,
        "select id, path, at, box from kept_form where id = $1 and account_id = $2 and at >= $3",
        id, account_id, tx.now - KEPT_FOR,
    )  # fmt: skip
    opened = None if row is None else keys.unlock(key, row.box, account_id.bytes)
    if row is None or opened is None:
        return None
    return KeptForm(row.id, row.path, row.at, msgspec.json.decode(opened, type=dict[str, list[str]]))


async def forget(tx: Tx, account_id: UUID, id: UUID) -> str | None:
    """Delete a form of this account; return the path it would have been sent to."""
    path: str | None = await tx.value(
        "delete from kept_form where account_id = $1 and id = $2 returning path", account_id, id
    )
    return path


async def forget_sent(tx: Tx, account_id: UUID, paths: Sequence[str]) -> None:
    """Delete what was kept of a form that is sent now, by the paths that it may be sent to."""
    await tx.run("delete from kept_form where account_id = $1 and path = any($2)", account_id, paths)
