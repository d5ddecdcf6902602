"""The second factor: six digits from an application on the person's phone (TOTP, RFC 6238). Each code works once.

Roles that see the data of many people must have it, a week after their first login (ASVS 5.0, 6.3.3).
"""

import hmac
from collections.abc import Set
from datetime import datetime, timedelta
from uuid import UUID

import pyotp

from shared.actor import Role
from shared.db import Tx
from shared.errors import Conflict, Forbidden, Invalid
from shared.identity import accounts, keys, recovery
from shared.identity.accounts import Account
from shared.identity.deeds import Deed, note
from shared.identity.grants import Holder

PERIOD = 30
REQUIRED = frozenset({Role.HR, Role.CURATOR, Role.HEAD, Role.OPERATOR, Role.TUTOR, Role.OFFICIAL})
GRACE = timedelta(days=7)


class WrongCode(Invalid):
    """Код не подошёл. Он действует один раз и меняется каждые 30 секунд: введите следующий. Проверьте часы телефона."""


class NotPending(Conflict):
    """Подключение кода не начато. Откройте «Подключить код» ещё раз."""


class CodeOverdue(Forbidden):
    """Для вашей роли нужен код с телефона, и неделя на его подключение прошла. Подключите код, и всё откроется."""


class CodeRequired(Conflict):
    """Для вашей роли код обязателен. Сменили телефон — подключите новый: прежний перестанет подходить сам."""


def _totp(secret: str) -> pyotp.TOTP:
    return pyotp.TOTP(secret, interval=PERIOD)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step of this code: the present one or a neighbor, as clocks differ; None for a wrong code."""
    code = "".join(sign for sign in code if not sign.isspace())
    current = int(now.timestamp()) // PERIOD
    found = None
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(_totp(secret).generate_otp(step).encode(), code.encode()):
            found = step
    return found


def address_of(secret: str, login: str, contour: str) -> str:
    """Return the otpauth address for the application."""
    return _totp(secret).provisioning_uri(name=login, issuer_name=f"Подрост: {contour}")


def due(holder: Holder) -> datetime | None:
    """Return until when an account whose role requires a code may do without; None: has one, or was not asked yet."""
    if holder.enrolled or holder.code_asked_at is None:
        return None
    return holder.code_asked_at + GRACE


async def ask(tx: Tx, account_id: UUID, roles: Set[Role]) -> None:
    """Begin the week at the first login with a role that needs a code."""
    if roles & REQUIRED:
        await tx.run(
            """update account set code_asked_at = $2
               where id = $1 and code_asked_at is null and totp_secret is null""",
            account_id, tx.now,
        )  # fmt: skip


async def propose(tx: Tx, key: bytes, account_id: UUID) -> str:
    """Return a new secret, or the one proposed before; it has no effect until a code confirms it."""
    account = await accounts.account(tx, account_id)
    if account.totp_pending is not None:
        known = keys.unlock(key, account.totp_pending, account_id.bytes)
        if known is not None:
            return known.decode()
    secret = pyotp.random_base32(32)
    box = keys.lock(key, secret.encode(), account_id.bytes)
    await tx.run("update account set totp_pending = $2 where id = $1", account_id, box)
    return secret


async def confirm(tx: Tx, key: bytes, account_id: UUID, code: str) -> None:
    """Turn the second factor on: the next login asks for a code."""
    account = await accounts.account(tx, account_id)
    secret = keys.unlock(key, account.totp_pending or b"", account_id.bytes) if account.totp_pending else None
    if secret is None:
        raise NotPending
    step = matching_step(secret.decode(), code, tx.now)
    if step is None:
        raise WrongCode(field="code")
    await tx.run(
        "update account set totp_secret = totp_pending, totp_pending = null, totp_last_step = $2 where id = $1",
        account_id, step,
    )  # fmt: skip


async def spend(tx: Tx, key: bytes, account: Account, code: str) -> None:
    """Accept a code of the phone or of the paper; refuse one that was used before, and of the phone any older one."""
    if account.enrolled and recovery.plain(code) and await recovery.spend(tx, account.id, code):
        await note(tx, account.id, Deed.RECOVERY_USED, by=f"account:{account.id}")
        return
    secret = keys.unlock(key, account.totp_secret or b"", account.id.bytes) if account.totp_secret else None
    step = matching_step(secret.decode(), code, tx.now) if secret is not None else None
    if step is None or not await tx.run(
        "update account set totp_last_step = $2 where id = $1 and totp_last_step < $2", account.id, step
    ):
        raise WrongCode(field="code")


async def drop(tx: Tx, account_id: UUID) -> None:
    """Turn the second factor off; where it is required, a new week begins with the next login."""
    await recovery.forget(tx, account_id)
    await tx.run(
        "update account set totp_secret = null, totp_pending = null, code_asked_at = null where id = $1", account_id
    )
