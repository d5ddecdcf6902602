"""Links for a new password, and the end of a lost code: by two people, or after the owner was told and waited for."""

from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from shared.db import Tx
from shared.doors import Act, Door, Flash, Go, View, wish
from shared.identity import resets, rights, second_factor, sessions, tokens
from shared.identity.deeds import Deed, note
from shared.identity.gate import Gate
from shared.log import log
from shared.web.accounts.keeping import PATH, SHOWN_ONCE, OfAccount, actor_id, hand_over, kept, show_account

Removal = Literal["removed", "asked"]
REMOVED: dict[Removal, Flash] = {
    "removed": Flash("Код отключён: войти можно по паролю.", "wait"),
    "asked": Flash(
        "Просьба записана. Код отключим, когда подтвердит второй человек, или через три дня, "
        "если владелец не откажется.",
        "wait",
    ),
}


class Invite(OfAccount, frozen=True, kw_only=True):
    """Make a link for setting a password, or ask for one."""


class DropCodeOf(OfAccount, frozen=True, kw_only=True):
    """Turn off the second factor of the account, or ask for that."""


class AgreeToReset(OfAccount, frozen=True, kw_only=True):
    """Agree to a reset as the second person."""

    reset_id: UUID


class RefuseReset(OfAccount, frozen=True, kw_only=True):
    """Refuse a reset."""

    reset_id: UUID


async def make_invite(tx: Tx, command: Invite, gate: Gate) -> View | Go:
    """Make a link and show it once, or ask for what it needs."""
    return await hand_over(tx, command.account_id, gate)


async def drop_code_of(tx: Tx, command: DropCodeOf, gate: Gate) -> Removal:
    """Turn off the second factor for somebody who lost it, or ask for that."""
    await kept(tx, command.account_id, gate)
    if not await resets.is_ready(tx, command.account_id, "code"):
        await resets.ask(tx, command.account_id, "code", actor_id(tx), alone=True)
        return "asked"
    await resets.spend(tx, command.account_id, "code")
    await second_factor.drop(tx, command.account_id)
    await sessions.end_others(tx, command.account_id, None)
    await tokens.revoke_all(tx, command.account_id)
    await note(tx, command.account_id, Deed.CODE_OFF)
    log.info("second factor off", account=str(command.account_id), by=tx.actor.id)
    return "removed"


async def agree(tx: Tx, command: AgreeToReset, gate: Gate) -> None:
    """Agree as the second person."""
    await kept(tx, command.account_id, gate)
    await resets.agree(tx, command.account_id, command.reset_id, actor_id(tx))


async def refuse(tx: Tx, command: RefuseReset, gate: Gate) -> None:
    """Refuse: the account stays as it is."""
    await kept(tx, command.account_id, gate)
    await resets.refuse(tx, command.account_id, command.reset_id, actor_id(tx))


def _card(command: OfAccount, _: Any = None) -> str:
    return f"/accounts/{command.account_id}"


def _form(
    path: str,
    asked: type[OfAccount],
    act: Act,
    flash: str | Callable[..., Flash] = "",
    *,
    answer: str = "",
    form_only: str = "",
) -> tuple[Door, ...]:
    return wish(
        f"{PATH}/{path}", asked, act, who=rights.KEEPERS, page=show_account, then=_card, flash=flash, answer=answer,
        form_only=form_only, in_person=True,
    )  # fmt: skip


AGREED = "Вы подтвердили. Теперь это может сделать тот, кто просил."
DOORS = [
    *_form("invites", Invite, make_invite, form_only=SHOWN_ONCE),
    *_form("code-removals", DropCodeOf, drop_code_of, lambda _, outcome: REMOVED[outcome], answer="outcome"),
    *_form("resets/{reset_id:uuid}/agreements", AgreeToReset, agree, AGREED),
    *_form("resets/{reset_id:uuid}/refusals", RefuseReset, refuse, "Отказано: всё остаётся как было."),
]
