"""Invites: a person sets their own password through a link that works once. Nobody ever knows another's password."""

from datetime import timedelta
from uuid import UUID

from shared.actor import Role
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import accounts, keys
from shared.identity.accounts import Account

LIFE = timedelta(days=7)


FIRST = "operator"


class InviteGone(NotFound):
    """Эта ссылка уже использована или устарела: она действует один раз и семь дней. Попросите новую."""


async def invite(tx: Tx, account_id: UUID) -> str:
    """Return the token of a new link; earlier links of the account stop working."""
    token = keys.new_token()
    await tx.run("delete from invite where account_id = $1 and used_at is null", account_id)
    await tx.run(
        "insert into invite (token_hash, account_id, created_at, expires_at) values ($1, $2, $3, $4)",
        keys.hash_of(token), account_id, tx.now, tx.now + LIFE,
    )  # fmt: skip
    return token


async def invited(tx: Tx, token: str) -> Account:
    """Return whose link this is, or refuse."""
    account_id = await tx.value(
        """select i.account_id from invite i join account a on a.id = i.account_id
           where i.token_hash = $1 and i.used_at is null and i.expires_at > $2 and a.disabled_at is null""",
        keys.hash_of(token), tx.now,
    )  # fmt: skip
    if account_id is None:
        raise InviteGone
    return await accounts.account(tx, account_id)


async def first_link(tx: Tx, *, organizations: str | None = None) -> str | None:
    """Return the operator's first login link, for a new contour; None once anybody has a password."""
    if await tx.value("select exists (select from account where password_hash is not null)"):
        return None
    operator = await accounts.by_login(tx, FIRST)
    id = operator.id if operator is not None else None
    if id is None:
        id = await accounts.create_account(tx, FIRST, "Оператор", [Role.OPERATOR], organizations=organizations)
    return await invite(tx, id)


async def use(tx: Tx, token: str) -> None:
    """Use the link; of two uses at once, one is refused."""
    spent = await tx.run(
        "update invite set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2",
        keys.hash_of(token), tx.now,
    )  # fmt: skip
    if not spent:
        raise InviteGone
