"""Grants: a role, and the organizations where it holds."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from shared.actor import EVERYTHING, Role
from shared.db import Tx
from shared.errors import NotFound


class Grant(msgspec.Struct, frozen=True):
    """A role that somebody gave; roles that follow from facts are not stored."""

    role: Role
    organizations: str
    granted_at: datetime
    granted_by: str


class Holder(msgspec.Struct, frozen=True):
    """The owner of an account, with the granted roles; `enrolled`: a second factor is asked for after the password."""

    id: UUID
    login: str
    name: str
    person_id: UUID | None
    enrolled: bool
    organization: str
    grants: list[Grant]
    # Since when somebody asks to reset the password or the code of this account.
    reset_asked_at: datetime | None = None
    # Since when a second factor is required of this account.
    code_asked_at: datetime | None = None


async def holder(tx: Tx, account_id: UUID) -> Holder:
    """Return who holds the account; it must exist."""
    found = await tx.maybe(
        Holder,
        """select id, login, name, person_id, enrolled, organization, grants, reset_asked_at, code_asked_at
           from holder where id = $1""",
        account_id,
    )
    if found is None:
        raise NotFound
    return found


async def grant(tx: Tx, account_id: UUID, role: Role, organizations: str | None = None) -> None:
    """Give a role, by default at home. Open sessions end, so that no page of the old role stays in use."""
    where = organizations or tx.organization
    known = await tx.value(
        "select organizations from role_grant where account_id = $1 and role = $2 and revoked_at is null",
        account_id, role.value,
    )  # fmt: skip
    if known == where:
        return
    await _take(tx, account_id, role)
    await tx.run(
        """insert into role_grant (account_id, role, organizations, granted_at, granted_by)
           values ($1, $2, $3, $4, $5)""",
        account_id, role.value, where, tx.now, tx.actor.id,
    )  # fmt: skip
    await _leave(tx, account_id)


async def revoke(tx: Tx, account_id: UUID, role: Role) -> None:
    """Revoke a role."""
    if await _take(tx, account_id, role):
        await _leave(tx, account_id)


async def grants_of(tx: Tx, account_id: UUID) -> list[Grant]:
    """Return the roles that hold now."""
    return await tx.many(
        Grant,
        """select role, organizations, granted_at, granted_by from role_grant
           where account_id = $1 and revoked_at is null order by granted_at, role""",
        account_id,
    )


def within(grants: list[Grant], organization: str) -> list[Grant]:
    """Return what was granted in one organization, as granted there alone."""
    return [
        msgspec.structs.replace(grant, organizations=organization)
        for grant in grants
        if grant.organizations == EVERYTHING or organization in grant.organizations.split(",")
    ]


def pairs(grants: Iterable[Grant], found: frozenset[Role], home: str) -> frozenset[tuple[Role, str]]:
    """Return each role with each organization where it holds; roles that follow from facts hold at home."""
    given = {(grant.role, slug) for grant in grants for slug in grant.organizations.split(",")}
    return frozenset(given | {(role, home) for role in found})


def scope(grants: list[Grant], home: str, *, belongs: bool) -> str:
    """Return the organizations that an account sees; a person known to a service sees home."""
    slugs = {slug for grant in grants for slug in grant.organizations.split(",")} | ({home} if belongs else set())
    return EVERYTHING if EVERYTHING in slugs else ",".join(sorted(slugs))


async def _take(tx: Tx, account_id: UUID, role: Role) -> int:
    return await tx.run(
        """update role_grant set revoked_at = $3, revoked_by = $4
           where account_id = $1 and role = $2 and revoked_at is null""",
        account_id, role.value, tx.now, tx.actor.id,
    )  # fmt: skip


async def _leave(tx: Tx, account_id: UUID) -> None:
    await tx.run("delete from session where account_id = $1", account_id)
