"""The second factor of one's own account: turning it on, for another phone too, and off where no role requires it."""

from msgspec.structs import replace

from shared.actor import ROLE_WORDS, Actor
from shared.db import Tx
from shared.doors import SIGNED_IN, Go, View, page, wish
from shared.identity import accounts, entry, recovery, second_factor, sessions
from shared.identity.accounts import Account
from shared.identity.deeds import Deed, note
from shared.identity.gate import Gate
from shared.log import log
from shared.web.accounts.answers import session_cookie
from shared.web.accounts.profile import SEEN_BY, TYPED, session_of, show_profile
from shared.web.desk import Visitor
from shared.web.forms import Form
from shared.web.guards import visit_of
from shared.wish import Line, Secret, Wish

# Where somebody is led who must set up a code before anything else.
PATH = "/profile/code/new"
RECOVERY = "Запасные коды"


class BeginCode(Wish, frozen=True, kw_only=True):
    """Start turning the second factor on."""

    current: Secret


class ConfirmCode(Wish, frozen=True, kw_only=True):
    """Turn the second factor on with its first code."""

    code: Line


class MakeRecoveryCodes(Wish, frozen=True, kw_only=True):
    """Make codes for paper; earlier ones stop working."""

    current: Secret
    code: Secret


class DropCode(Wish, frozen=True, kw_only=True):
    """Turn the second factor off."""

    current: Secret


async def begin_code(command: BeginCode, gate: Gate, visitor: Visitor) -> None:
    """Propose a secret, after checking the present password."""
    session = session_of(visitor)
    await entry.prove(gate, session, command.current)
    async with gate.transaction(visitor.scope["user"]) as tx:
        await second_factor.propose(tx, gate.key("totp"), session.account_id)


async def show_code_start(actor: Actor, gate: Gate, visitor: Visitor, form: Form) -> View:
    """Say what a code is for, until when it is needed, and ask for the password; all that is open without one."""
    visit = visit_of(visitor)
    needed = [ROLE_WORDS[role] for role in ROLE_WORDS if role in actor.roles & second_factor.REQUIRED]
    context = {
        "form": form.of("BeginCode"),
        "roles": needed,
        "due": visit.code_due,
        "overdue": visit.code_overdue,
        "enrolled": session_of(visitor).holder.enrolled,
    }
    return View("identity/code_start.html", context, "Подключить код", SEEN_BY)


async def show_code_setup(tx: Tx, gate: Gate, visitor: Visitor, form: Form) -> View | Go:
    """Show the secret that waits for its first code."""
    account = await accounts.account(tx, session_of(visitor).account_id)
    if account.totp_pending is None:
        return Go(PATH)
    secret = await second_factor.propose(tx, gate.key("totp"), account.id)
    context = {
        "form": form.of("ConfirmCode"),
        "secret": [secret[at : at + 4] for at in range(0, len(secret), 4)],
        "address": second_factor.address_of(secret, account.login, gate.config.title),
        "back": PATH if visit_of(visitor).code_overdue else "/profile",
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
    done = "Код подключён. Теперь получите запасные коды на бумаге: с ними вы войдёте и без телефона."
    return Go("/profile", done, cookies=(session_cookie(gate, token),))


async def show_recovery(visitor: Visitor, form: Form) -> View | Go:
    """Ask for what proves the owner, before new codes for paper are made."""
    if not session_of(visitor).holder.enrolled:
        return Go(PATH)
    return View("identity/recovery.html", {"form": form.of("MakeRecoveryCodes"), "codes": []}, RECOVERY, SEEN_BY)


async def prove(command: MakeRecoveryCodes, gate: Gate, visitor: Visitor) -> Account:
    """Check the password; hashing it takes long, so no transaction is open meanwhile."""
    return await entry.prove_both(gate, session_of(visitor), command.current)


async def make_recovery_codes(tx: Tx, command: MakeRecoveryCodes, account: Account, gate: Gate) -> View:
    """Make new codes and show them once."""
    if not account.enrolled:
        raise second_factor.NotPending
    await entry.spend_code(tx, gate, account, command.code)
    codes = await recovery.make(tx, account.id)
    await note(tx, account.id, Deed.RECOVERY_MADE)
    log.info("recovery codes made", account=str(account.id))
    return View("identity/recovery.html", {"form": Form(), "codes": codes, "login": account.login}, RECOVERY, SEEN_BY)


async def drop_code(command: DropCode, gate: Gate, visitor: Visitor) -> Go:
    """Turn the second factor off, after checking the present password; where the role requires one, it stays."""
    session = session_of(visitor)
    if gate.requires_code(visitor.scope["user"]):
        raise second_factor.CodeRequired
    await entry.prove(gate, session, command.current)
    async with gate.transaction(visitor.scope["user"]) as tx:
        await second_factor.drop(tx, session.account_id)
        await note(tx, session.account_id, Deed.CODE_OFF)
        token = await sessions.rotate(tx, session)
    log.info("second factor off", account=str(session.account_id))
    return Go("/profile", "Код отключён.", "wait", cookies=(session_cookie(gate, token),))


COOKIE = "The browser that confirms the code gets a new cookie."
# All that is open to somebody whose week is over.
OPEN = [
    page(PATH, show_code_start, who=SIGNED_IN, in_person=True, impersonal="one's own secret"),
    *wish(
        "/profile/code-setups", BeginCode, begin_code, who=SIGNED_IN, page=show_code_start, then="/profile/code",
        form_only=TYPED, in_person=True,
    ),
    page("/profile/code", show_code_setup, who=SIGNED_IN, in_person=True, impersonal="one's own secret"),
    *wish(
        "/profile/codes", ConfirmCode, confirm_code, who=SIGNED_IN, page=show_code_setup, form_only=COOKIE,
        in_person=True,
    ),
]  # fmt: skip
ON_PAPER = "The codes are shown once, to the person who prints them."
DOORS = [
    page("/profile/recovery-codes/new", show_recovery, who=SIGNED_IN, in_person=True, impersonal="one's own secret"),
    *wish(
        "/profile/recovery-codes", MakeRecoveryCodes, make_recovery_codes, who=SIGNED_IN, page=show_recovery,
        before=prove, form_only=ON_PAPER, in_person=True,
    ),
    *[replace(door, without_code=True) for door in OPEN],
    *wish(
        "/profile/code-removals", DropCode, drop_code, who=SIGNED_IN, page=show_profile, form_only=TYPED,
        in_person=True,
    ),
]  # fmt: skip
