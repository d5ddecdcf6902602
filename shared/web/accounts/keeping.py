"""«Учётные записи»: an organization manages the accounts of its people. Nobody learns another's password."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from shared.actor import EVERYTHING, ROLE_WORDS, Actor, Role
from shared.db import Tx
from shared.doors import SHOWN, Act, Door, Flash, Go, View, page, query, wish
from shared.errors import NotFound
from shared.identity import accounts, directory, grants, invites, resets, rights, sessions
from shared.identity.deeds import Deed, note
from shared.identity.directory import Row
from shared.identity.gate import Gate
from shared.identity.grants import Grant
from shared.identity.rights import Keeping
from shared.log import log
from shared.service import Nav
from shared.web.forms import Form
from shared.wish import Line, Note, Wish

NAV = Nav("Учётные записи", "/accounts", "Организация", rights.KEEPERS, order=90)
ASKED = (
    "Просьба записана. Ссылку выдадим, когда подтвердит второй человек: директор, куратор или оператор. "
    "Тому, кто уже входил, мы об этом сказали; если он не откажется, через три дня подтверждение не нужно."
)
SEEN_BY = "Директор, куратор, кадры и оператор платформы. Паролей не видит никто."


class OfAccount(Wish, frozen=True, kw_only=True):
    """A command about one account."""

    account_id: UUID


class GrantRole(OfAccount, frozen=True, kw_only=True):
    """Give a role."""

    role: Line
    organizations: Note = ""


class RevokeRole(OfAccount, frozen=True, kw_only=True):
    """Revoke a role."""

    role: Line


class DisableAccount(OfAccount, frozen=True, kw_only=True):
    """Close the account."""


class EnableAccount(OfAccount, frozen=True, kw_only=True):
    """Open a closed account again."""


class EndSessions(OfAccount, frozen=True, kw_only=True):
    """End every session of the account."""


async def show_accounts(tx: Tx, gate: Gate) -> View:
    """Show every account."""
    rows = await directory.rows(tx)
    return View(
        "identity/accounts.html",
        {"rows": rows, "words": ROLE_WORDS, "wide": gate.config.kind != "college"},
        "Учётные записи",
        SEEN_BY,
    )


def role_told(told: str) -> Role:
    """Return the named role, or refuse."""
    if told not in Role.__members__.values():
        raise rights.NotYours
    return Role(told)


def where_told(tx: Tx, gate: Gate, organizations: str) -> str:
    """Return where a role holds: in a college, at home; elsewhere, in the named organizations or in all."""
    if gate.config.kind == "college":
        return tx.organization
    slugs = [slug.strip().lower() for slug in organizations.split(",")]
    return ",".join(slug for slug in slugs if slug) or EVERYTHING


def choices(gate: Gate, actor: Actor) -> list[tuple[str, str]]:
    """Return the roles that the actor may give here, for a field to choose from."""
    return [(role.value, ROLE_WORDS[role]) for role in rights.to_give(actor, gate.config.kind)]


async def show_account(tx: Tx, account_id: UUID, gate: Gate, form: Form, new_link: str = "") -> View:
    """Show one account; `new_link` is a link that was just made and is shown only once."""
    row = await _row(tx, account_id)
    given = await grants.grants_of(tx, account_id)
    found = await gate.facts(tx.organization, row.person_id)
    keeping = await _keeping(tx, gate, row, given, found)
    mine = rights.may_keep(tx.actor, keeping)
    context: dict[str, Any] = {
        "row": row,
        "given": given,
        "words": ROLE_WORDS,
        "by_facts": [ROLE_WORDS[role] for role in ROLE_WORDS if role in keeping.roles - set(row.roles)],
        "left": found is None,
        "mine": mine,
        "at_once": rights.at_once(tx.actor, keeping),
        "resets": {one.kind: one for one in await resets.waiting(tx, account_id)} if mine else {},
        "me": actor_id(tx),
        "now": tx.now,
        "gives": rights.gives(tx.actor),
        "roles": [choice for choice in choices(gate, tx.actor) if Role(choice[0]) not in row.roles],
        "home": tx.organization,
        "wide": gate.config.kind != "college",
        "link": f"{origin(gate)}/invites/{new_link}" if new_link else "",
        "form": form,
    }
    return View("identity/account.html", context, row.name, SEEN_BY)


def actor_id(tx: Tx) -> UUID:
    """Return the account of whoever acts."""
    return UUID(tx.actor.id.removeprefix("account:"))


async def hand_over(tx: Tx, account_id: UUID, gate: Gate) -> View | Go:
    """Show a new link once if the actor may hand it over now; else ask for what it needs, and say so."""
    link = await new_link(tx, account_id, gate)
    if not link:
        return Go(f"/accounts/{account_id}", ASKED, "wait")
    return await show_account(tx, account_id, gate, Form(), link)


async def new_link(tx: Tx, account_id: UUID, gate: Gate) -> str:
    """Return the token of a new link if the actor may hand it over now; else ask a second person, and return ""."""
    account = await kept(tx, account_id, gate)
    if not rights.at_once(tx.actor, account) and not await resets.is_ready(tx, account_id, "password"):
        await resets.ask(tx, account_id, "password", actor_id(tx), alone=account.used)
        return ""
    await resets.spend(tx, account_id, "password")
    link = await invites.invite(tx, account_id)
    await note(tx, account_id, Deed.INVITED)
    log.info("invite made", account=str(account_id), by=tx.actor.id)
    return link


def origin(gate: Gate) -> str:
    """Return the configured address of our pages: the Host header is whatever the visitor's client says."""
    return (gate.config.address or gate.config.url).rstrip("/")


async def _keeping(tx: Tx, gate: Gate, row: Row, given: list[Grant], found: frozenset[Role] | None) -> Keeping:
    """Return the account with every role that holds: granted ones, and those that follow from facts."""
    if gate.config.kind == "college":
        given = grants.within(given, tx.organization)
    confided = not row.has_password and await gate.confided(tx.organization, row.person_id)
    return Keeping(row.actor_id, grants.pairs(given, found or frozenset(), tx.organization), row.has_password, confided)


async def _row(tx: Tx, id: UUID) -> Row:
    row = await directory.row(tx, id)
    if row is None:
        raise NotFound
    return row


async def kept(tx: Tx, id: UUID, gate: Gate) -> Keeping:
    """Return the account, if it may be changed by this person."""
    row = await _row(tx, id)
    found = await gate.facts(tx.organization, row.person_id)
    keeping = await _keeping(tx, gate, row, await grants.grants_of(tx, id), found)
    rights.keep(tx.actor, keeping)
    return keeping


async def grant_role(tx: Tx, command: GrantRole, gate: Gate) -> Role:
    """Give a role, and return it."""
    account, role = await kept(tx, command.account_id, gate), role_told(command.role)
    where = where_told(tx, gate, command.organizations)
    rights.give(tx.actor, account, role, where)
    await grants.grant(tx, command.account_id, role, where)
    await note(tx, command.account_id, Deed.ROLE_GRANTED, ROLE_WORDS[role])
    log.info("role granted", account=str(command.account_id), role=role, by=tx.actor.id)
    return role


async def revoke_role(tx: Tx, command: RevokeRole, gate: Gate) -> Role:
    """Revoke a role, and return it."""
    account, role = await kept(tx, command.account_id, gate), role_told(command.role)
    for held, where in account.held:
        if held == role:
            rights.give(tx.actor, account, role, where)
    await grants.revoke(tx, command.account_id, role)
    await note(tx, command.account_id, Deed.ROLE_REVOKED, ROLE_WORDS[role])
    log.info("role revoked", account=str(command.account_id), role=role, by=tx.actor.id)
    return role


async def disable_account(tx: Tx, command: DisableAccount, gate: Gate) -> None:
    """Close the account, and end its sessions."""
    await kept(tx, command.account_id, gate)
    await note(tx, command.account_id, Deed.CLOSED)
    await accounts.disable(tx, command.account_id)
    log.info("account disabled", account=str(command.account_id), by=tx.actor.id)


async def enable_account(tx: Tx, command: EnableAccount, gate: Gate) -> None:
    """Open the account again."""
    await kept(tx, command.account_id, gate)
    await note(tx, command.account_id, Deed.REOPENED)
    await accounts.enable(tx, command.account_id)
    log.info("account enabled", account=str(command.account_id), by=tx.actor.id)


async def end_sessions(tx: Tx, command: EndSessions, gate: Gate) -> None:
    """End every session of the account."""
    await kept(tx, command.account_id, gate)
    await note(tx, command.account_id, Deed.SESSIONS_ENDED)
    await sessions.end_others(tx, command.account_id, None)


def _card(command: OfAccount, _: Any = None) -> str:
    return f"/accounts/{command.account_id}"


SHOWN_ONCE = "The link by which a password is set is shown once, to the person who hands it over."
PATH = "/accounts/{account_id:uuid}"


def _form(
    path: str,
    asked: type[OfAccount],
    act: Act,
    flash: str | Callable[..., str | Flash] = "",
    *,
    answer: str = "",
    form_only: str = "",
) -> tuple[Door, ...]:
    return wish(
        f"{PATH}/{path}", asked, act, who=rights.KEEPERS, page=show_account, then=_card, flash=flash, answer=answer,
        form_only=form_only, in_person=True,
    )  # fmt: skip


def _granted(_: GrantRole, role: Role) -> str:
    return f"Назначено: {ROLE_WORDS[role]}."


def _revoked(_: RevokeRole, role: Role) -> str:
    return f"Снято: {ROLE_WORDS[role]}."


def _late(text: str) -> Callable[..., Flash]:
    return lambda *_: Flash(text, "wait")


DOORS = [
    page("/accounts", show_accounts, who=rights.KEEPERS, in_person=True, reads=SHOWN),
    query("/api/accounts", directory.rows, who=rights.KEEPERS, in_person=True, reads=SHOWN),
    page(PATH, show_account, who=rights.KEEPERS, in_person=True, reads=SHOWN),
    *_form("roles", GrantRole, grant_role, _granted, answer="role"),
    *_form("role-revocations", RevokeRole, revoke_role, _revoked, answer="role"),
    *_form("closures", DisableAccount, disable_account, _late("Вход закрыт, все сеансы завершены.")),
    *_form("reopenings", EnableAccount, enable_account, "Вход открыт. Пароль прежний."),
    *_form("session-endings", EndSessions, end_sessions, "Все сеансы завершены."),
]  # fmt: skip
