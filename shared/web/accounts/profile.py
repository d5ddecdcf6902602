"""«Мой профиль»: one's own password and sessions, which nobody else changes. Code: codes.py; keys: tokens.py."""

from datetime import timedelta
from math import ceil
from typing import Any
from uuid import UUID

from shared.actor import ROLE_WORDS, Role
from shared.db import Tx
from shared.doors import SHOWN, SIGNED_IN, Act, Door, Go, Show, View, page, wish
from shared.errors import NotFound
from shared.identity import entry, passwords, recovery, resets, sessions, tokens
from shared.identity.agents import browser_in_words
from shared.identity.gate import Gate
from shared.identity.sessions import OpenSession
from shared.web.accounts.answers import session_cookie
from shared.web.accounts.scopes import in_words
from shared.web.desk import Desk, Visitor
from shared.web.forms import Form
from shared.web.guards import OnlyInBrowser, visit_of
from shared.wish import Secret, Wish

ORDINARY = frozenset({Role.TEACHER, Role.MENTOR, Role.MENTEE})
# How many of the latest reads stand on the profile itself.
LATEST = 5
SEEN_BY = "Вы. Пароль не видит никто, даже администратор."


class ChangePassword(Wish, frozen=True, kw_only=True):
    """Change one's own password."""

    current: Secret
    password: Secret
    again: Secret


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


def _code(tx: Tx, gate: Gate, visitor: Visitor) -> dict[str, Any]:
    """Return whether the role requires a code, and how long it may still be missing."""
    due = visit_of(visitor).code_due
    return {
        "code_required": gate.requires_code(tx.actor),
        "code_due": due,
        "days_left": ceil((due - tx.now) / timedelta(days=1)) if due is not None else 0,
    }


async def show_profile(tx: Tx, desk: Desk, gate: Gate, visitor: Visitor, form: Form, new_token: str = "") -> View:
    """Show one's own account; `new_token` is a key that was just made and is shown only once."""
    session = session_of(visitor)
    account = session.holder
    context: dict[str, Any] = {
        "account": account,
        "roles": [ROLE_WORDS[role] for role in ROLE_WORDS if role in tx.actor.roles],
        "advised": bool(tx.actor.roles - ORDINARY) and not account.enrolled,
        **_code(tx, gate, visitor),
        "papers": await recovery.left(tx, account.id) if account.enrolled else 0,
        "shortest": passwords.SHORTEST,
        "current": session.id,
        "sessions": [(one, browser_in_words(one.agent)) for one in await sessions.sessions_of(tx, account.id)],
        "tokens": [(one, in_words(desk.declared, one.scopes)) for one in await tokens.tokens_of(tx, account.id)],
        "reads": await gate.reads_about(tx, account.person_id, most=LATEST) if account.person_id else [],
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
DOORS = [
    page("/profile", show_profile, who=SIGNED_IN, in_person=True, reads=SHOWN),
    *_form("/profile/passwords", ChangePassword, change_password, form_only=TYPED),
    *_form("/profile/sessions/{session_id:uuid}/endings", EndSession, end_session, ENDED),
    *_form("/profile/session-endings", EndOtherSessions, end_other_sessions, OTHERS_ENDED),
    *_form("/profile/resets/{reset_id:uuid}/refusals", RefuseOwnReset, refuse_reset, REFUSED),
]
