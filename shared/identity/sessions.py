"""Sessions: an opaque token in a cookie, its hash in the table. They end after 30 idle minutes or 12 hours in all."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared import ids
from shared.db import Tx
from shared.identity import keys
from shared.identity.grants import Holder
from shared.identity.kept_forms import KEPT_FOR

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
HALFWAY = timedelta(minutes=10)
# A minute more or less does not matter for the idle limit, and saves a write per request.
STEP = timedelta(minutes=1)


class Session(msgspec.Struct, frozen=True):
    """A logged-in browser; not `passed` while its second factor is missing."""

    id: UUID
    account_id: UUID
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    passed: bool
    agent: str
    address: str


class Unsent(msgspec.Struct, frozen=True, array_like=True):
    """A form that the owner typed and did not send, and when."""

    id: UUID
    at: datetime


class OpenSession(Session, frozen=True):
    """An open session with the owner of its account, and their forms that were not sent, by the path of each."""

    holder: Holder
    unsent: Mapping[str, Unsent]


async def open_session(tx: Tx, account_id: UUID, *, passed: bool, agent: str, address: str) -> str:
    """Return the token of a new session; delete expired ones."""
    await tx.run("delete from session where expires_at <= $1 or seen_at <= $2", tx.now, tx.now - IDLE)
    token = keys.new_token()
    await tx.run(
        """insert into session (token_hash, id, account_id, created_at, seen_at, expires_at, passed, agent, address)
           values ($1, $2, $3, $4, $4, $5, $6, $7, $8)""",
        keys.hash_of(token), ids.new(tx.now), account_id, tx.now,
        tx.now + (ABSOLUTE if passed else HALFWAY), passed, agent[:300], address,
    )  # fmt: skip
    return token


async def session_of(tx: Tx, token: str) -> OpenSession | None:
    """Return the live session of a token with its owner, and note its use."""
    found = await tx.maybe(
        OpenSession,
        """select s.id, s.account_id, s.created_at, s.seen_at, s.expires_at, s.passed, s.agent, s.address,
                  to_jsonb(h) as holder,
                  (select coalesce(jsonb_object_agg(k.path, jsonb_build_array(k.id, k.at)), '{}')
                   from kept_form k where k.account_id = s.account_id and k.at >= $4) as unsent
           from session s join holder h on h.id = s.account_id
           where s.token_hash = $1 and s.expires_at > $2 and s.seen_at > $3 and h.disabled_at is null""",
        keys.hash_of(token), tx.now, tx.now - IDLE, tx.now - KEPT_FOR,
    )  # fmt: skip
    if found is not None and tx.now - found.seen_at >= STEP:
        await tx.run("update session set seen_at = $2 where id = $1", found.id, tx.now)
    return found


async def lasts(tx: Tx, session_id: UUID) -> bool:
    """Tell whether a session still opens doors, without noting its use."""
    found: bool = await tx.value(
        """select exists (select from session s join holder h on h.id = s.account_id
           where s.id = $1 and s.expires_at > $2 and s.seen_at > $3 and h.disabled_at is null)""",
        session_id, tx.now, tx.now - IDLE,
    )  # fmt: skip
    return found


async def rotate(tx: Tx, session: Session) -> str:
    """Return a new token for the same session; the old one stops working."""
    token = keys.new_token()
    await tx.run("update session set token_hash = $2 where id = $1", session.id, keys.hash_of(token))
    return token


async def sessions_of(tx: Tx, account_id: UUID) -> list[Session]:
    """Return where the account is logged in, the latest first."""
    return await tx.many(
        Session,
        """select id, account_id, created_at, seen_at, expires_at, passed, agent, address
           from session where account_id = $1 and passed and expires_at > $2 and seen_at > $3
           order by seen_at desc, id""",
        account_id, tx.now, tx.now - IDLE,
    )  # fmt: skip


async def end(tx: Tx, account_id: UUID, session_id: UUID) -> int:
    """End one session of the account; the session of another account is not found."""
    return await tx.run("delete from session where account_id = $1 and id = $2", account_id, session_id)


async def end_others(tx: Tx, account_id: UUID, kept: UUID | None) -> int:
    """End every session of the account but one."""
    return await tx.run("delete from session where account_id = $1 and id is distinct from $2::uuid", account_id, kept)
