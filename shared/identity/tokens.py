"""API tokens: how a program logs in. Shown once, stored as a hash, revoked by their owner or with the password.

A scope is `read:` or `write:` and a subject as `programs.person`, or `*` for every subject; `write` opens reading too.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from shared import ids
from shared.db import Tx
from shared.errors import Conflict, NotFound
from shared.identity import accounts, keys
from shared.identity.deeds import Deed, note
from shared.identity.grants import Holder

LIFE = timedelta(days=90)
MOST = 20
ALL = "*"
WHOLE = (f"write:{ALL}",)


class TooManyTokens(Conflict):
    """У вас уже 20 ключей. Отзовите те, которыми не пользуетесь."""


class Token(msgspec.Struct, frozen=True):
    """A program's key: its name, and when it was last used."""

    id: UUID
    account_id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime
    scopes: list[str]

    def opens(self, subject: str, *, writes: bool) -> bool:
        """Tell whether it opens a door of this subject, for reading or for a change."""
        ways = ("write",) if writes else ("read", "write")
        return any(f"{way}:{what}" in self.scopes for way in ways for what in (subject, ALL))


class ShownToken(Token, frozen=True):
    """A live token with the owner of its account."""

    holder: Holder


async def make_token(tx: Tx, account_id: UUID, name: str, scopes: Collection[str] = WHOLE) -> str:
    """Return a new token; it cannot be shown again. `scopes`: what it opens of what its owner may see and do."""
    if len(await tokens_of(tx, account_id)) >= MOST:
        raise TooManyTokens
    token = keys.new_token()
    await tx.run(
        """insert into api_token (token_hash, id, account_id, name, created_at, expires_at, scopes)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        keys.hash_of(token), ids.new(tx.now), account_id, name.strip()[:100], tx.now, tx.now + LIFE, sorted(scopes),
    )  # fmt: skip
    await note(tx, account_id, Deed.TOKEN_MADE, name.strip()[:100])
    return token


async def issue_token(
    tx: Tx, login: str, name: str = "выдан из командной строки", scopes: Collection[str] = WHOLE
) -> str:
    """Return a new token for the account with this login."""
    account = await accounts.by_login(tx, login)
    if account is None:
        raise NotFound(f"Учётной записи «{login}» нет.")
    return await make_token(tx, account.id, name, scopes)


async def token_of(tx: Tx, token: str) -> ShownToken | None:
    """Return the live token with its owner, and note its use."""
    found = await tx.maybe(
        ShownToken,
        """select t.id, t.account_id, t.name, t.created_at, t.used_at, t.expires_at, t.scopes,
                  to_jsonb(h) as holder
           from api_token t join holder h on h.id = t.account_id
           where t.token_hash = $1 and t.expires_at > $2 and h.disabled_at is null""",
        keys.hash_of(token), tx.now,
    )  # fmt: skip
    if found is not None and (found.used_at is None or tx.now - found.used_at >= timedelta(minutes=1)):
        await tx.run("update api_token set used_at = $2 where id = $1", found.id, tx.now)
    return found


async def lasts(tx: Tx, token_id: UUID) -> bool:
    """Tell whether a token still opens doors, without noting its use."""
    found: bool = await tx.value(
        """select exists (select from api_token t join holder h on h.id = t.account_id
           where t.id = $1 and t.expires_at > $2 and h.disabled_at is null)""",
        token_id, tx.now,
    )  # fmt: skip
    return found


async def tokens_of(tx: Tx, account_id: UUID) -> list[Token]:
    """Return the account's tokens that still work."""
    return await tx.many(
        Token,
        """select id, account_id, name, created_at, used_at, expires_at, scopes from api_token
           where account_id = $1 and expires_at > $2 order by created_at desc, id""",
        account_id, tx.now,
    )  # fmt: skip


async def revoke_all(
    tx: Tx, account_id: UUID, *, by: str = "", why: str = "все, вместе с прежним паролем или кодом"
) -> int:
    """Revoke every token of an account, return how many: whoever changes a password may not know who has its keys."""
    count = await tx.run("delete from api_token where account_id = $1", account_id)
    if count:
        await note(tx, account_id, Deed.TOKEN_REVOKED, why, by=by)
    return count


async def revoke_token(tx: Tx, account_id: UUID, token_id: UUID) -> None:
    """Revoke a token; the token of another account is not found."""
    if not await tx.run("delete from api_token where account_id = $1 and id = $2", account_id, token_id):
        raise NotFound
