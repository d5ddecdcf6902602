"""Opening accounts: for one of the staff, chosen and not typed, or for many at once as a sheet of links."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.actor import ROLE_WORDS, Actor
from shared.db import Tx
from shared.doors import SHOWN, Go, View, page, wish
from shared.errors import Invalid
from shared.identity import accounts, directory, grants, invites, rights
from shared.identity.deeds import Deed, note
from shared.identity.gate import Gate
from shared.identity.rights import Keeping
from shared.listing import contains
from shared.log import log
from shared.service import Employee
from shared.web.accounts import keeping
from shared.web.accounts.keeping import SEEN_BY, SHOWN_ONCE
from shared.web.forms import Form
from shared.wish import Line, Note, Wish

# More than one sheet of strips for a day's work; each link costs a statement or two of every service.
MOST = 100


class NobodyChosen(Invalid):
    """Отметьте хотя бы одного человека."""


class AccountDetails(msgspec.Struct, frozen=True):
    """What a page of opening accounts was asked for: somebody of the staff, a search, or a name typed by hand.

    `every`: everybody who is shown is marked already.
    """

    name: str = ""
    person_id: UUID | None = None
    q: Annotated[str, Meta(max_length=100)] = ""
    by_hand: bool = False
    every: bool = False


class OpenAccount(Wish, frozen=True, kw_only=True):
    """Open an account; without a login, one is made from the name. One of the staff is named as the staff list says."""

    name: Line
    login: Note = ""
    role: Note = ""
    organizations: Note = ""
    person_id: UUID | None = None


class OpenAccounts(Wish, frozen=True, kw_only=True):
    """Open accounts for many of the staff, and give new links to those who have not come in yet."""

    person_ids: Annotated[tuple[UUID, ...], Meta(max_length=MOST)] = ()


class Strip(msgspec.Struct, frozen=True):
    """One strip of a sheet: whose it is and what they need to come in; without a link, why there is none."""

    name: str
    note: str
    login: str = ""
    link: str = ""
    why: str = ""


class Waiting(msgspec.Struct, frozen=True):
    """One of the staff who has no account, or has one and has not come in yet."""

    person: Employee
    account: UUID | None = None


async def show_new_account(tx: Tx, actor: Actor, asked: AccountDetails, gate: Gate, form: Form) -> View:
    """Show whom of the staff an account may be opened for, then the form for the one who was chosen."""
    staff = await gate.staff(tx.organization)
    chosen_id = form.value("person_id") or asked.person_id
    chosen = next((one for one in staff if str(one.person_id) == str(chosen_id)), None)
    if staff and not chosen_id and not asked.by_hand and not form.wish:
        waiting = [one for one in await _waiting(tx, staff) if contains(asked.q, one.person.name, one.person.note)]
        shown = {"waiting": waiting, "q": asked.q, "staff": len(staff)}
        return View("identity/choose.html", shown, "Кому открыть запись", SEEN_BY)
    if not form.wish:
        told = {"name": chosen.name if chosen else asked.name, "person_id": str(chosen_id or "")}
        form = Form(wish="OpenAccount", typed={name: [value] for name, value in told.items() if value})
    context = {
        "form": form,
        "chosen": chosen,
        "roles": keeping.choices(gate, actor),
        "wide": gate.config.kind != "college",
    }
    return View("identity/new_account.html", context, "Новая учётная запись", SEEN_BY)


async def open_account(tx: Tx, command: OpenAccount, gate: Gate) -> View | Go:
    """Open the account and show its owner's first login link once; who is in a pair already gets it by two people."""
    staff = await gate.staff(tx.organization) if command.person_id else []
    name = next((one.name for one in staff if one.person_id == command.person_id), command.name)
    new = await _new(tx, gate, command.person_id)
    role = keeping.role_told(command.role) if command.role else None
    where = keeping.where_told(tx, gate, command.organizations)
    if role is not None:
        rights.give(tx.actor, new, role, where)
    id = await _opened(tx, command.login, name, command.person_id)
    if role is not None:
        await grants.grant(tx, id, role, where)
        await note(tx, id, Deed.ROLE_GRANTED, ROLE_WORDS[role])
    return await keeping.hand_over(tx, id, gate)


async def _new(tx: Tx, gate: Gate, person_id: UUID | None) -> Keeping:
    """Return the account that would be opened, if this person may open it."""
    found = await gate.roles_of(tx.organization, person_id)
    new = Keeping("", grants.pairs((), found, tx.organization))
    rights.keep(tx.actor, new)
    return new


async def _opened(tx: Tx, login: str, name: str, person_id: UUID | None) -> UUID:
    login = login or await directory.free_login(tx, name)
    id = await accounts.create_account(tx, login, name, person_id=person_id)
    await note(tx, id, Deed.OPENED)
    log.info("account opened", account=str(id), by=tx.actor.id)
    return id


async def _waiting(tx: Tx, staff: Iterable[Employee]) -> list[Waiting]:
    """Return those of the staff who cannot come in: without an account, or with one that nobody has used yet."""
    known = {row.person_id: row for row in await directory.rows(tx) if row.person_id}
    return [
        Waiting(one, known[one.person_id].id if one.person_id in known else None)
        for one in staff
        if one.person_id not in known or not (known[one.person_id].has_password or known[one.person_id].disabled_at)
    ]


async def show_sheet(tx: Tx, gate: Gate, asked: AccountDetails, form: Form) -> View:
    """Show who cannot come in yet, to choose whom a sheet of links is made for."""
    waiting = await _waiting(tx, await gate.staff(tx.organization))
    found = [one for one in waiting if contains(asked.q, one.person.name, one.person.note)]
    shown = {
        "waiting": found,
        "every": len(waiting),
        "marked": [str(one.person.person_id) for one in found[:MOST]] if asked.every else [],
        "q": asked.q,
        "most": MOST,
        "form": form.of("OpenAccounts"),
    }
    return View("identity/sheet.html", shown, "Лист ссылок для входа", SEEN_BY)


async def open_accounts(tx: Tx, command: OpenAccounts, gate: Gate) -> View:
    """Open what is not open yet, and show the sheet once: a strip for each link, and who gets none now, with why."""
    waiting = {one.person.person_id: one for one in await _waiting(tx, await gate.staff(tx.organization))}
    chosen = [waiting[id] for id in dict.fromkeys(command.person_ids) if id in waiting]
    if not chosen:
        raise NobodyChosen(field="person_ids")
    strips = [await _strip(tx, one, gate) for one in chosen]
    shown = {
        "strips": [one for one in strips if one.link],
        "without": [one for one in strips if not one.link],
        "address": keeping.origin(gate),
        "until": tx.now + invites.LIFE,
    }
    people = tuple(one.person.person_id for one in chosen)
    seen_by = "Лист видите только вы, и только сейчас."
    return View("identity/strips.html", shown, "Ссылки для входа", seen_by, about=people)


async def _strip(tx: Tx, one: Waiting, gate: Gate) -> Strip:
    """Open an account and make its link, by the same rules as one at a time; a refusal is said on the sheet."""
    name, post = one.person.name, one.person.note
    try:
        id = one.account
        if id is None:
            await _new(tx, gate, one.person.person_id)
            id = await _opened(tx, "", name, one.person.person_id)
        link = await keeping.new_link(tx, id, gate)
    except rights.NotYours as refusal:
        return Strip(name, post, why=refusal.message)
    except rights.NotYourself as refusal:
        return Strip(name, post, why=refusal.message)
    if not link:
        why = "Уже в паре: ссылку выдадим, когда подтвердит второй человек (директор, куратор или оператор)."
        return Strip(name, post, why=why)
    row = await directory.row(tx, id)
    return Strip(name, post, row.login if row else "", f"{keeping.origin(gate)}/invites/{link}")


DOORS = [
    page("/accounts/new", show_new_account, who=rights.KEEPERS, in_person=True, reads=SHOWN),
    *wish(
        "/accounts", OpenAccount, open_account, who=rights.KEEPERS, page=show_new_account, form_only=SHOWN_ONCE,
        in_person=True,
    ),
]  # fmt: skip
# Only a college has a staff list.
SHEETS = [
    page("/accounts/sheets", show_sheet, who=rights.KEEPERS, in_person=True, reads=SHOWN),
    *wish(
        "/accounts/sheets", OpenAccounts, open_accounts, who=rights.KEEPERS, page=show_sheet, form_only=SHOWN_ONCE,
        in_person=True,
    ),
]  # fmt: skip
