"""«Мой профиль»: one's own password, second factor and sessions. Nobody else changes them; keys are in tokens.py."""

from typing import Any
from uuid import UUID

from shared.actor import ROLE_WORDS, Role
from shared.db import Tx
from shared.doors import SIGNED_IN, Act, Door, Go, Show, View, page, wish
from shared.errors import NotFound
from shared.identity import accounts, entry, passwords, reads, resets, second_factor, sessions, tokens
from shared.identity.agents import browser_in_words
from shared.identity.deeds import Deed, note
from shared.identity.gate import Gate
from shared.identity.sessions import OpenSession
from shared.log import log
from shared.web.accounts.answers import session_cookie
from shared.web.accounts.scopes import in_words
from shared.web.desk import Desk, Visitor
from shared.web.forms import Form
from shared.web.guards import OnlyInBrowser
from shared.wish import Line, Secret, Wish

ORDINARY = frozenset({Role.TEACHER, Role.MENTOR, Role.MENTEE})
SEEN_BY = "Вы. Пароль не видит никто, даже администратор."


class ChangePassword(Wish, frozen=True, kw_only=True):
    """Change one's own password."""

    current: Secret
    password: Secret
    again: Secret


class BeginCode(Wish, frozen=True, kw_only=True):
    """Start turning the second factor on."""

    current: Secret


class ConfirmCode(Wish, frozen=True, kw_only=True):
    """Turn the second factor on with its first code."""

    code: Line


class DropCode(Wish, frozen=True, kw_only=True):
    """Turn the second factor off."""

    current: Secret


class EndSession(Wish, frozen=True, kw_only=True):
    """End one of one's own sessions."""

    session_id: UUID


class EndOtherSessions(Wish, frozen=True, kw_only=True):
    """End all of one's own sessions but this one."""


class RefuseOwnReset(Wish, frozen=True, kw_only=True):
    """Refuse that somebody else resets one's own password or code."""

    reset_id: UUID


def session_of(visitor: Visitor) -> OpenSession:
    """Return the browser's session; a program's key may not use these doors, so it cannot extend its own rights."""
    auth = visitor.scope["auth"]
    if not isinstance(auth, OpenSession):
        raise OnlyInBrowser
    return auth


async def show_profile(tx: Tx, desk: Desk, visitor: Visitor, form: Form, new_token: str = "") -> View:
    """Show one's own account; `new_token` is a key that was just made and is shown only once."""
    session = session_of(visitor)
    account = session.holder
    context: dict[str, Any] = {
        "account": account,
        "roles": [ROLE_WORDS[role] for role in ROLE_WORDS if role in tx.actor.roles],
        "advised": bool(tx.actor.roles - ORDINARY) and not account.enrolled,
        "shortest": passwords.SHORTEST,
        "current": session.id,
        "sessions": [(one, browser_in_words(one.agent)) for one in await sessions.sessions_of(tx, account.id)],
        "tokens": [(one, in_words(desk.declared, one.scopes)) for one in await tokens.tokens_of(tx, account.id)],
        "reads": await reads.reads_about(tx, account.person_id, most=20) if account.person_id else [],
        "resets": await resets.waiting(tx, account.id) if account.reset_asked_at else [],
        "new_token": new_token,
        "form": form,
    }
    return View("identity/profile.html", context, "Мой профиль", SEEN_BY)


async def change_password(command: ChangePassword, gate: Gate, visitor: Visitor) -> Go:
    """Change the password; every other session ends."""
    session = session_of(visitor)
    token = await entry.change_password(gate, session, command.current, command.password, command.again)
    done = "Пароль изменён. На других устройствах войдите заново."
    return Go("/profile", done, cookies=(session_cookie(gate, token),))


async def begin_code(command: BeginCode, gate: Gate, visitor: Visitor) -> None:
    """Propose a secret, after checking the present password."""
    session = session_of(visitor)
    await entry.prove(gate, session, command.current)
    async with gate.transaction(visitor.scope["user"]) as tx:
        await second_factor.propose(tx, gate.key("totp"), session.account_id)


async def show_code_setup(tx: Tx, gate: Gate, visitor: Visitor, form: Form) -> View | Go:
    """Show the secret that waits for its first code."""
    account = await accounts.account(tx, session_of(visitor).account_id)
    if account.totp_pending is None:
        return Go("/profile")
    secret = await second_factor.propose(tx, gate.key("totp"), account.id)
    context = {
        "form": form.of("ConfirmCode"),
        "secret": [secret[at : at + 4] for at in range(0, len(secret), 4)],
        "address": second_factor.address_of(secret, account.login, gate.config.title),
    }
    return View("identity/second_factor.html", context, "Подключить код", SEEN_BY)


async def confirm_code(tx: Tx, command: ConfirmCode, gate: Gate, visitor: Visitor) -> Go:
    """Turn the second factor on; every other session ends."""
    session = session_of(visitor)
    await second_factor.confirm(tx, gate.key("totp"), session.account_id, command.code)
    await sessions.end_others(tx, session.account_id, session.id)
    token = await sessions.rotate(tx, session)
    await note(tx, session.account_id, Deed.CODE_ON)
    log.info("second factor on", account=str(session.account_id))
    done = "Код подключён. При следующем входе мы спросим его после пароля."
    return Go("/profile", done, cookies=(session_cookie(gate, token),))


async def drop_code(command: DropCode, gate: Gate, visitor: Visitor) -> Go:
    """Turn the second factor off, after checking the present password."""
    session = session_of(visitor)
    await entry.prove(gate, session, command.current)
    async with gate.transaction(visitor.scope["user"]) as tx:
        await second_factor.drop(tx, session.account_id)
        await note(tx, session.account_id, Deed.CODE_OFF)
        token = await sessions.rotate(tx, session)
    log.info("second factor off", account=str(session.account_id))
    return Go("/profile", "Код отключён.", "wait", cookies=(session_cookie(gate, token),))


async def end_session(tx: Tx, command: EndSession, visitor: Visitor) -> None:
    """End a session of one's own."""
    if not await sessions.end(tx, session_of(visitor).account_id, command.session_id):
        raise NotFound


async def end_other_sessions(tx: Tx, command: EndOtherSessions, visitor: Visitor) -> None:
    """End every session of one's own but this one."""
    session = session_of(visitor)
    await sessions.end_others(tx, session.account_id, session.id)


async def refuse_reset(tx: Tx, command: RefuseOwnReset, visitor: Visitor) -> None:
    """Refuse a reset that one did not ask for."""
    own = session_of(visitor).account_id
    await resets.refuse(tx, own, command.reset_id, own)


def _form(
    path: str,
    asked: type[Wish],
    act: Act,
    flash: str = "",
    *,
    page: Show = show_profile,
    then: str = "/profile",
    form_only: str = "",
) -> tuple[Door, ...]:
    return wish(
        path, asked, act, who=SIGNED_IN, page=page, then=then, flash=flash, form_only=form_only, in_person=True
    )  # fmt: skip


ENDED = "Сеанс завершён: на том устройстве придётся войти заново."
OTHERS_ENDED = "Все остальные сеансы завершены."
REFUSED = "Отказано: пароль и код остаются прежними. Если вы никого не просили, скажите директору."
TYPED = "Its owner types the password into the page, and into nothing else."
COOKIE = "The browser that confirms the code gets a new cookie."
DOORS = [
    page("/profile", show_profile, who=SIGNED_IN, in_person=True),
    *_form("/profile/passwords", ChangePassword, change_password, form_only=TYPED),
    *_form("/profile/code-setups", BeginCode, begin_code, then="/profile/code", form_only=TYPED),
    page("/profile/code", show_code_setup, who=SIGNED_IN, in_person=True),
    *_form("/profile/codes", ConfirmCode, confirm_code, page=show_code_setup, form_only=COOKIE),
    *_form("/profile/code-removals", DropCode, drop_code, form_only=TYPED),
    *_form("/profile/sessions/{session_id:uuid}/endings", EndSession, end_session, ENDED),
    *_form("/profile/session-endings", EndOtherSessions, end_other_sessions, OTHERS_ENDED),
    *_form("/profile/resets/{reset_id:uuid}/refusals", RefuseOwnReset, refuse_reset, REFUSED),
]
