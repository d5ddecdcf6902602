"""Login by password, second factor or invite. A step that a refusal must not roll back has its own transaction."""

from typing import NoReturn
from uuid import UUID

import msgspec

from shared.db import Tx
from shared.errors import Invalid
from shared.identity import accounts, attempts, invites, keys, passwords, second_factor, sessions, tokens
from shared.identity.accounts import Account
from shared.identity.deeds import Deed, note_own
from shared.identity.gate import Gate
from shared.identity.sessions import Session
from shared.log import log


class NotKnown(Invalid):
    """Логин или пароль не подошли. Проверьте раскладку и Caps Lock."""


class Browser(msgspec.Struct, frozen=True):
    """What is known of a browser before login; `device` is the mark by which it shows an earlier login."""

    address: str
    agent: str
    device: str = ""


class Entered(msgspec.Struct, frozen=True):
    """A new session: its token, and whether the second factor is still missing."""

    token: str
    account_id: UUID
    passed: bool
    device: str


async def log_in(gate: Gate, login: str, password: str, browser: Browser) -> Entered:
    """Open a session for the right password. An unknown login gets the same answer after the same time.

    NoLongerHere, here and in the other two ways in, for the owner of an account who has left.
    """
    device = _device(gate, accounts.plain(login), browser)
    target = _target(gate, "login", f"{accounts.plain(login)}:{device}" if device else accounts.plain(login))
    await _begin(gate, target, browser.address, known=bool(device))
    async with gate.transaction() as tx:
        account = await accounts.by_login(tx, login)
    kept = account.password_hash if account is not None else None
    if not await passwords.fits(gate.hasher, kept, password) or account is None or kept is None:
        _refuse(target)
    fresh = await passwords.make(gate.hasher, password) if passwords.is_stale(gate.hasher, kept) else None
    async with gate.transaction() as tx:
        await attempts.succeeded(tx, target)
        await second_factor.ask(tx, account.id, (await gate.actor(tx, account.id)).roles)
        if fresh is not None:
            await accounts.keep_password(tx, account.id, fresh)
        token = await sessions.open_session(
            tx, account.id, passed=not account.enrolled, agent=browser.agent, address=browser.address
        )
    log.info("logged in", account=str(account.id), code_to_come=account.enrolled)
    return Entered(token, account.id, not account.enrolled, device_of(gate, account.login))


async def enter_code(gate: Gate, session: Session, code: str, browser: Browser) -> Entered:
    """Complete a session that waits for its second factor; it gets a new token."""
    target = _target(gate, "code", str(session.account_id))
    await _begin(gate, target, browser.address)
    async with gate.transaction() as tx:
        account = await accounts.account(tx, session.account_id)
        await gate.actor(tx, account.id)
        await second_factor.spend(tx, gate.key("totp"), account, code)
        await attempts.succeeded(tx, target)
        await sessions.end(tx, account.id, session.id)
        token = await sessions.open_session(tx, account.id, passed=True, agent=browser.agent, address=browser.address)
    log.info("code passed", account=str(account.id))
    return Entered(token, account.id, True, device_of(gate, account.login))


async def accept(gate: Gate, link: str, password: str, again: str, browser: Browser) -> Entered:
    """Set the password through an invite and log in; an account with a second factor is still asked for the code."""
    async with gate.transaction() as tx:
        account = await invites.invited(tx, link)
    passwords.check(password, again, login=account.login, name=account.name)
    kept = await passwords.make(gate.hasher, password)
    async with gate.transaction() as tx:
        await second_factor.ask(tx, account.id, (await gate.actor(tx, account.id)).roles)
        await invites.use(tx, link)
        await accounts.keep_password(tx, account.id, kept)
        await sessions.end_others(tx, account.id, None)
        await tokens.revoke_all(tx, account.id, by=f"account:{account.id}")
        await note_own(tx, account.id, Deed.PASSWORD_SET)
        token = await sessions.open_session(
            tx, account.id, passed=not account.enrolled, agent=browser.agent, address=browser.address
        )
    log.info("invite accepted", account=str(account.id))
    return Entered(token, account.id, not account.enrolled, device_of(gate, account.login))


async def change_password(gate: Gate, session: Session, current: str, password: str, again: str) -> str:
    """Change one's own password; other sessions and every key end, this one continues under the returned token."""
    account = await prove(gate, session, current)
    passwords.check(password, again, login=account.login, name=account.name)
    kept = await passwords.make(gate.hasher, password)
    async with gate.transaction() as tx:
        await accounts.keep_password(tx, account.id, kept)
        await sessions.end_others(tx, account.id, session.id)
        await tokens.revoke_all(tx, account.id, by=f"account:{account.id}")
        await note_own(tx, account.id, Deed.PASSWORD_CHANGED)
        token = await sessions.rotate(tx, session)
    log.info("password changed", account=str(account.id))
    return token


async def prove(gate: Gate, session: Session, password: str) -> Account:
    """Check the present password before a change by which a stranger at an open screen could keep access."""
    target = _target(gate, "prove", str(session.account_id))
    await _begin(gate, target, session.address)
    async with gate.transaction() as tx:
        account = await accounts.account(tx, session.account_id)
    if not await passwords.fits(gate.hasher, account.password_hash, password):
        raise Invalid("Нынешний пароль не подошёл.", field="current")
    async with gate.transaction() as tx:
        await attempts.succeeded(tx, target)
    return account


async def prove_both(gate: Gate, session: Session, password: str) -> Account:
    """Check the present password and count an attempt at the code, which `spend_code` then takes in a transaction."""
    account = await prove(gate, session, password)
    if account.enrolled:
        await _begin(gate, _target(gate, "code", str(account.id)), session.address)
    return account


async def spend_code(tx: Tx, gate: Gate, account: Account, code: str) -> None:
    """Take the code of somebody who has a second factor; with nothing to take from others."""
    if account.enrolled:
        await second_factor.spend(tx, gate.key("totp"), account, code)
        await attempts.succeeded(tx, _target(gate, "code", str(account.id)))


def device_of(gate: Gate, login: str) -> str:
    """Return the mark by which a browser shows that this login was used in it before; it gives no access by itself."""
    nonce = keys.new_token()
    return f"{nonce}.{keys.mark(gate.key('device'), f'{nonce}:{login}')}"


def _target(gate: Gate, kind: str, value: str) -> str:
    return attempts.target_of(gate.key("attempt"), kind, value)


async def _begin(gate: Gate, target: str, address: str, *, known: bool = True) -> None:
    """Count an attempt, or refuse it; `known`: by somebody who has shown the password before, here or just now."""
    async with gate.transaction() as tx:
        left = await attempts.begin(tx, target, address, known=known)
    attempts.check(left)


def _device(gate: Gate, login: str, browser: Browser) -> str:
    """Return the mark's own part when this login was used in this browser before, else nothing."""
    nonce, _, told = browser.device.partition(".")
    return nonce if told and keys.is_mark(gate.key("device"), f"{nonce}:{login}", told) else ""


def _refuse(target: str) -> NoReturn:
    log.info("login refused", target=target[:18])
    raise NotKnown
