"""The journal of what was done with accounts: append only, read by the head; each owner reads about their own."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from shared import ids
from shared.db import Tx


class Deed(StrEnum):
    """What can be done with an account."""

    OPENED = "opened"
    INVITED = "invited"
    PASSWORD_SET = "password set"  # noqa: S105 — a word, not a password
    PASSWORD_CHANGED = "password changed"  # noqa: S105 — a word, not a password
    ROLE_GRANTED = "role granted"
    ROLE_REVOKED = "role revoked"
    CLOSED = "closed"
    REOPENED = "reopened"
    SESSIONS_ENDED = "sessions ended"
    CODE_ON = "code on"
    CODE_OFF = "code off"
    RECOVERY_MADE = "recovery codes made"
    RECOVERY_USED = "recovery code used"
    RESET_ASKED = "reset asked"
    RESET_AGREED = "reset agreed"
    RESET_REFUSED = "reset refused"
    TOKEN_MADE = "token made"  # noqa: S105 — a word, not a token
    TOKEN_REVOKED = "token revoked"  # noqa: S105 — a word, not a token


DEED_WORDS = {
    Deed.OPENED: "открыта учётная запись",
    Deed.INVITED: "выдана ссылка для пароля",
    Deed.PASSWORD_SET: "пароль задан по ссылке",
    Deed.PASSWORD_CHANGED: "пароль изменён",
    Deed.ROLE_GRANTED: "назначена роль",
    Deed.ROLE_REVOKED: "снята роль",
    Deed.CLOSED: "вход закрыт",
    Deed.REOPENED: "вход открыт снова",
    Deed.SESSIONS_ENDED: "завершены все сеансы",
    Deed.CODE_ON: "код подключён",
    Deed.CODE_OFF: "код отключён",
    Deed.RECOVERY_MADE: "получены запасные коды",
    Deed.RECOVERY_USED: "использован запасной код",
    Deed.RESET_ASKED: "просят сменить",
    Deed.RESET_AGREED: "смену подтвердил второй человек",
    Deed.RESET_REFUSED: "в смене отказано",
    Deed.TOKEN_MADE: "выдан ключ программы",
    Deed.TOKEN_REVOKED: "отозван ключ программы",
}


class DeedLine(msgspec.Struct, frozen=True):
    """One line of the journal: when, with whose account, what, by whom; `own`: by the owner themselves.

    `by_name` is empty when the platform itself did it; `person_id` is whose account it is, of an employee.
    """

    at: datetime
    account_id: UUID
    name: str
    kind: Deed
    detail: str
    by_name: str
    own: bool
    person_id: UUID | None

    @property
    def what(self) -> str:
        """What was done, in words."""
        words = DEED_WORDS[self.kind]
        return f"{words}: {self.detail}" if self.detail else words


async def note(tx: Tx, account_id: UUID, kind: Deed, detail: str = "", *, by: str = "") -> None:
    """Write down what was done with an account; by the actor of the transaction unless `by` names another."""
    await tx.run(
        """insert into deed (id, at, organization, account_id, by, kind, detail)
           select $1, $2, a.organization, a.id, $4, $5, $6 from account a where a.id = $3""",
        ids.new(tx.now), tx.now, account_id, by or tx.actor.id, kind.value, detail,
    )  # fmt: skip


async def note_own(tx: Tx, account_id: UUID, kind: Deed, detail: str = "") -> None:
    """Write down what an owner did with their own account, where the transaction is not theirs."""
    await note(tx, account_id, kind, detail, by=f"account:{account_id}")


async def deeds(tx: Tx, account_id: UUID | None = None, *, most: int = 300) -> list[DeedLine]:
    """Return the journal of the organization, or of one of its accounts; the latest first."""
    return await tx.many(
        DeedLine,
        """select d.at, d.account_id, a.name, d.kind, d.detail, coalesce(b.name, '') as by_name,
                  d.by = 'account:' || d.account_id as own, a.person_id
           from deed d join account a on a.id = d.account_id left join account b on d.by = 'account:' || b.id
           where d.organization = $1 and ($2::uuid is null or d.account_id = $2)
           order by d.at desc, d.id desc limit $3""",
        tx.organization, account_id, most,
    )  # fmt: skip
