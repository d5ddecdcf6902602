"""Keys for programs: made with the password and the code, for chosen subjects; revoked by their owner."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from shared.actor import Actor
from shared.db import Tx
from shared.doors import SIGNED_IN, View, page, wish
from shared.errors import Invalid
from shared.identity import entry, tokens
from shared.identity.accounts import Account
from shared.identity.deeds import Deed, note
from shared.identity.gate import Gate
from shared.log import log
from shared.web.accounts.profile import SEEN_BY, session_of, show_profile
from shared.web.accounts.scopes import choices
from shared.web.desk import Desk, Visitor
from shared.web.forms import Form
from shared.wish import Line, Secret, Wish


class NothingToOpen(Invalid):
    """Отметьте хотя бы один раздел: ключ без разделов ничего не откроет."""


class NotYoursToOpen(Invalid):
    """Такого раздела у вас нет, поэтому и ключ его не откроет: {names}. Обновите страницу и отметьте снова."""


class MakeToken(Wish, frozen=True, kw_only=True):
    """Make a key for a program."""

    name: Line
    scopes: Annotated[tuple[Line, ...], Meta(max_length=200)] = ()
    current: Secret
    code: Secret = ""


class RevokeToken(Wish, frozen=True, kw_only=True):
    """Revoke a program's key."""

    token_id: UUID


async def show_new_token(actor: Actor, desk: Desk, visitor: Visitor, form: Form) -> View:
    """Show the form of a new key."""
    context = {
        "form": form.of("MakeToken"),
        "choices": choices(desk.declared, actor),
        "days": tokens.LIFE.days,
        "enrolled": session_of(visitor).holder.enrolled,
    }
    return View("identity/new_token.html", context, "Ключ для программы", SEEN_BY)


async def prove(command: MakeToken, actor: Actor, desk: Desk, gate: Gate, visitor: Visitor) -> Account:
    """Check what the key is to open, then the password: hashing it takes long, so no transaction is open meanwhile."""
    offered = {scope for one in choices(desk.declared, actor) for scope in one.scopes}
    if not command.scopes:
        raise NothingToOpen(field="scopes")
    if strange := set(command.scopes) - offered:
        raise NotYoursToOpen(field="scopes", names=", ".join(sorted(strange)))
    return await entry.prove_both(gate, session_of(visitor), command.current)


async def make_token(tx: Tx, command: MakeToken, account: Account, gate: Gate, desk: Desk, visitor: Visitor) -> View:
    """Make a key and show it once."""
    await entry.spend_code(tx, gate, account, command.code)
    token = await tokens.make_token(tx, account.id, command.name, command.scopes)
    log.info("key made", account=str(account.id))
    return await show_profile(tx, desk, gate, visitor, Form(), new_token=token)


async def revoke_token(tx: Tx, command: RevokeToken, visitor: Visitor) -> None:
    """Revoke a key."""
    own = session_of(visitor).account_id
    await tokens.revoke_token(tx, own, command.token_id)
    await note(tx, own, Deed.TOKEN_REVOKED)


REVOKED = "Ключ отозван: программа с ним больше не войдёт."
SHOWN_ONCE = "A new token is shown once, to the person, who types a password for it."
DOORS = [
    page("/profile/tokens/new", show_new_token, who=SIGNED_IN, in_person=True, impersonal="one's own rights"),
    *wish(
        "/profile/tokens", MakeToken, make_token, who=SIGNED_IN, page=show_new_token, before=prove,
        form_only=SHOWN_ONCE, in_person=True,
    ),
    *wish(
        "/profile/tokens/{token_id:uuid}/revocations", RevokeToken, revoke_token, who=SIGNED_IN, page=show_profile,
        then="/profile", flash=REVOKED, in_person=True,
    ),
]  # fmt: skip
