"""The list of accounts, for those who manage them."""

import re
from datetime import datetime
from uuid import UUID

import msgspec

from shared.actor import Role
from shared.db import Tx

CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
LATIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch - y - e iu ia".split()  # noqa: SIM905
LETTERS = dict(zip(CYRILLIC, LATIN, strict=True))


class Row(msgspec.Struct, frozen=True):
    """An account in the list."""

    id: UUID
    login: str
    name: str
    roles: tuple[Role, ...]
    has_password: bool
    enrolled: bool
    created_at: datetime
    disabled_at: datetime | None
    seen_at: datetime | None
    person_id: UUID | None

    @property
    def actor_id(self) -> str:
        """The actor's id of this account."""
        return f"account:{self.id}"


async def rows(tx: Tx) -> list[Row]:
    """Return all accounts of the organization by name; the closed ones come last."""
    return await tx.many(
        Row,
        """select a.id, a.login, a.name, a.created_at, a.disabled_at, a.person_id,
                  a.password_hash is not null as has_password, a.totp_secret is not null as enrolled,
                  array(select g.role from role_grant g where g.account_id = a.id and g.revoked_at is null
                        order by g.role) as roles,
                  (select max(s.seen_at) from session s where s.account_id = a.id) as seen_at
           from account a where a.organization = $1
           order by a.disabled_at is not null, replace(lower(a.name), 'ё', 'е'), a.id""",
        tx.organization,
    )


async def row(tx: Tx, id: UUID) -> Row | None:
    """Return one account."""
    return next((found for found in await rows(tx) if found.id == id), None)


async def free_login(tx: Tx, name: str) -> str:
    """Return a login made from the surname, with a number when it is taken."""
    surname = (name.lower().split() or ["user"])[0]
    latin = "".join(LETTERS.get(sign, sign) for sign in surname).replace("-", "")
    stem = (re.sub(r"[^a-z0-9]", "", latin) or "user")[:40]
    taken = set(await tx.value("select array_agg(login) from account where starts_with(login, $1)", stem) or ())
    return next(login for login in (stem, *(f"{stem}{number}" for number in range(2, 10_000))) if login not in taken)
