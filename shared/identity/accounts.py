"""Accounts: who may log in."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from shared import ids
from shared.actor import Role
from shared.db import Tx
from shared.errors import Conflict, Invalid, NotFound, refusing
from shared.identity import grants

LOGIN = re.compile(r"[a-zа-яё0-9][a-zа-яё0-9._@-]{1,63}")


class LoginTaken(Conflict):
    """Такой логин уже есть. Добавьте инициалы или цифру."""


class PersonHasAccount(Conflict):
    """У этого человека уже есть учётная запись."""


class WrongLogin(Invalid):
    """Логин — от 2 до 64 букв и цифр, можно точку, дефис, подчёркивание и @."""


class Account(msgspec.Struct, frozen=True):
    """Somebody of one organization who may log in; `password_hash` is None until the invite is used."""

    id: UUID
    organization: str
    login: str
    name: str
    person_id: UUID | None
    password_hash: str | None
    totp_secret: bytes | None
    totp_pending: bytes | None
    created_at: datetime
    disabled_at: datetime | None

    @property
    def enrolled(self) -> bool:
        """Whether a second factor is asked for after the password."""
        return self.totp_secret is not None


def plain(login: str) -> str:
    """Return a login as it is stored."""
    return login.strip().lower()


async def create_account(
    tx: Tx,
    login: str,
    name: str,
    roles: Iterable[Role] = (),
    person_id: UUID | None = None,
    organizations: str | None = None,
) -> UUID:
    """Make an account of the organization that `tx` acts for, without a password.

    Its roles hold there unless `organizations` names others.
    """
    login = plain(login)
    if not LOGIN.fullmatch(login):
        raise WrongLogin(field="login")
    id = ids.new(tx.now)
    with refusing(login_taken=LoginTaken, person_has_account=PersonHasAccount):
        await tx.run(
            """insert into account (id, organization, login, name, person_id, created_at)
               values ($1, $2, $3, $4, $5, $6)""",
            id, tx.organization, login, name.strip(), person_id, tx.now,
        )  # fmt: skip
    for role in roles:
        await grants.grant(tx, id, role, organizations)
    return id


async def by_login(tx: Tx, login: str) -> Account | None:
    """Return the account with this login, unless it is disabled."""
    return await tx.maybe(
        Account,
        """select id, organization, login, name, person_id, password_hash, totp_secret, totp_pending, created_at,
                  disabled_at
           from account where login = $1 and disabled_at is null""",
        plain(login),
    )


async def account(tx: Tx, id: UUID) -> Account:
    """Return the account; it must exist."""
    found = await tx.maybe(
        Account,
        """select id, organization, login, name, person_id, password_hash, totp_secret, totp_pending, created_at,
                  disabled_at
           from account where id = $1""",
        id,
    )
    if found is None:
        raise NotFound
    return found


async def account_of_person(tx: Tx, person_id: UUID) -> Account | None:
    """Return the person's account in the organization that `tx` acts for, if there is one."""
    return await tx.maybe(
        Account,
        """select id, organization, login, name, person_id, password_hash, totp_secret, totp_pending, created_at,
                  disabled_at
           from account where (organization, person_id) = ($1, $2)""",
        tx.organization, person_id,
    )  # fmt: skip


async def keep_password(tx: Tx, id: UUID, password_hash: str) -> None:
    """Store a new password's hash."""
    await tx.run("update account set password_hash = $2, password_at = $3 where id = $1", id, password_hash, tx.now)


async def disable(tx: Tx, id: UUID) -> None:
    """Close the account: its sessions, keys and links stop working at once."""
    await tx.run("update account set disabled_at = $2 where id = $1 and disabled_at is null", id, tx.now)
    await tx.run("delete from session where account_id = $1", id)
    await tx.run("delete from api_token where account_id = $1", id)
    await tx.run("delete from invite where account_id = $1", id)


async def enable(tx: Tx, id: UUID) -> None:
    """Enable the account again; its owner must log in anew."""
    await tx.run("update account set disabled_at = null where id = $1", id)
