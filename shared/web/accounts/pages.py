"""Login, second factor, logout and invites. What people change in their own account is in profile.py."""

from urllib.parse import quote

import msgspec

from shared.db import Tx
from shared.doors import ANYONE, Act, Door, Go, Show, View, page, wish
from shared.identity import entry, invites, sessions
from shared.identity.gate import Gate
from shared.identity.sessions import Session
from shared.log import log
from shared.web.accounts.answers import browser_of, enter, no_session
from shared.web.desk import Visitor
from shared.web.forms import Form
from shared.web.guards import local
from shared.wish import Line, Secret, Text, Wish


class Wanted(msgspec.Struct, frozen=True):
    """The page that was asked for before the login; with `paper`, the code comes from paper."""

    next: str = ""
    paper: str = ""


class LogIn(Wish, frozen=True, kw_only=True):
    """Log in with a password."""

    login: Line
    password: Secret


class EnterCode(Wish, frozen=True, kw_only=True):
    """Complete a login with the code of the second factor."""

    code: Line


class LogOut(Wish, frozen=True, kw_only=True):
    """Log out."""


class SetPassword(Wish, frozen=True, kw_only=True):
    """Set one's own password through an invite."""

    link: Text
    password: Secret
    again: Secret


async def show_login(visitor: Visitor, wanted: Wanted, form: Form) -> View | Go:
    """Show the login; whoever is logged in is redirected to the page they asked for."""
    where = _where(wanted, form)
    if visitor.scope["user"] is not None and not form.wish:
        return Go(where)
    return View("login.html", {"form": form.of("LogIn"), "fields": _hidden(where)}, "Вход")


async def log_in(command: LogIn, gate: Gate, visitor: Visitor, form: Form) -> Go:
    """Open a session. What a refusal must not roll back has its own transaction."""
    entered = await entry.log_in(gate, command.login, command.password, browser_of(gate, visitor))
    await _leave(gate, visitor)
    return enter(gate, entered, _where(Wanted(), form))


async def show_code(visitor: Visitor, wanted: Wanted, form: Form) -> View | Go:
    """Show the second step of the login."""
    if _halfway(visitor) is None:
        return Go("/login")
    where, paper = _where(wanted, form), form.value("paper", wanted.paper)
    fields = _hidden(where) | ({"paper": "1"} if paper else {})
    return View("code.html", {"form": form.of("EnterCode"), "fields": fields, "paper": paper}, "Код из приложения")


async def enter_code(command: EnterCode, gate: Gate, visitor: Visitor, form: Form) -> Go:
    """Complete the login of a session that waits for its code."""
    session = _halfway(visitor)
    if session is None:
        return Go("/login")
    entered = await entry.enter_code(gate, session, command.code, browser_of(gate, visitor))
    return enter(gate, entered, _where(Wanted(), form))


async def log_out(command: LogOut, gate: Gate, visitor: Visitor) -> Go:
    """End the session."""
    await _leave(gate, visitor)
    # Not "cookies": that would end the sessions of other contours on this host too.
    headers = {"clear-site-data": '"cache", "storage"'}
    return Go("/login", "Вы вышли.", cookies=(no_session(gate),), headers=headers)


async def show_invite(tx: Tx, link: str, form: Form) -> View:
    """Show whose invite this is and ask for a password."""
    account = await invites.invited(tx, link)
    context = {"form": form.of("SetPassword"), "account": account, "link": link}
    return View("identity/invite.html", context, "Первый вход")


async def lead_to_invite(link: str) -> Go:
    """Lead a link that was handed out under the earlier address to the present one."""
    return Go(f"/invites/{quote(link, safe='')}")


async def accept_invite(command: SetPassword, gate: Gate, visitor: Visitor) -> Go:
    """Set the password and log its owner in."""
    entered = await entry.accept(gate, command.link, command.password, command.again, browser_of(gate, visitor))
    await _leave(gate, visitor)
    return enter(gate, entered, "/")


def _where(wanted: Wanted, form: Form) -> str:
    """Return where to go after the login; an address of another site is replaced and does not stop the login."""
    return local(form.value("next", wanted.next))


def _hidden(wanted: str) -> dict[str, str]:
    return {"next": wanted} if wanted != "/" else {}


def _halfway(visitor: Visitor) -> Session | None:
    auth = visitor.scope["auth"]
    return auth if isinstance(auth, Session) and not auth.passed else None


async def _leave(gate: Gate, visitor: Visitor) -> None:
    """End the browser's present session: a token never serves two people or two logins."""
    auth = visitor.scope["auth"]
    if isinstance(auth, Session):
        async with gate.transaction() as tx:
            await sessions.end(tx, auth.account_id, auth.id)
        log.info("logged out", account=str(auth.account_id))


def _form(path: str, asked: type[Wish], act: Act, page: Show, alone: str) -> tuple[Door, ...]:
    return wish(path, asked, act, who=ANYONE, page=page, form_only=alone)


TYPED = "A program comes with a token: a door that takes a password as JSON would be one more place to guess at."
COOKIE = "A session is the browser's own cookie: a program has none to end."
LINK = "The link is for a person: who sets the password by it must see whose account it is."
DOORS = [
    page("/login", show_login, who=ANYONE, impersonal="nobody is known yet"),
    *_form("/sessions", LogIn, log_in, show_login, TYPED),
    page("/login/code", show_code, who=ANYONE, impersonal="nobody is known yet"),
    *_form("/sessions/codes", EnterCode, enter_code, show_code, TYPED),
    *_form("/sessions/endings", LogOut, log_out, show_login, COOKIE),
    page("/invites/{link:str}", show_invite, who=ANYONE, impersonal="nobody is known yet"),
    *_form("/invites/{link:str}/passwords", SetPassword, accept_invite, show_invite, LINK),
    page("/invite/{link:str}", lead_to_invite, who=ANYONE, impersonal="nobody is known yet"),
]
