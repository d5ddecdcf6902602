"""Who may manage whose account: the head the staff's, the curator the teachers', the operator everybody's.

What counts are the roles that hold: granted ones in their organizations, and those that follow from facts at home. They
count for both: who manages, and whose account it is.
"""

from collections.abc import Iterable

import msgspec

from shared.actor import EVERYTHING, Actor, Role
from shared.config import Kind
from shared.errors import Forbidden

# Not mentor and mentee: these roles follow from facts, nobody gives them.
OF_CONTOUR: dict[Kind, tuple[Role, ...]] = {
    "college": (Role.TEACHER, Role.COUNCIL, Role.CURATOR, Role.HR, Role.HEAD, Role.OPERATOR),
    "region": (Role.TUTOR, Role.METHODIST, Role.MUNICIPAL, Role.OFFICIAL, Role.OPERATOR),
    "federation": (Role.OBSERVER, Role.OPERATOR),
}
# What a pair writes to each other is for the two: whoever enters by the account of one reads it.
PRIVATE = frozenset({Role.MENTOR, Role.MENTEE})
GIVES: dict[Role, frozenset[Role]] = {
    Role.OPERATOR: frozenset(Role) - PRIVATE,
    Role.HEAD: frozenset({Role.TEACHER, Role.COUNCIL, Role.CURATOR, Role.HR}),
    Role.CURATOR: frozenset({Role.TEACHER, Role.COUNCIL}),
    Role.HR: frozenset({Role.TEACHER}),
}
# Whose accounts they manage: of those to whom they give roles; only HR not of a pair.
KEEPS: dict[Role, frozenset[Role]] = {
    role: given if role is Role.HR else given | PRIVATE for role, given in GIVES.items()
}
KEEPERS = frozenset(GIVES)
Held = frozenset[tuple[Role, str]]


class NotYours(Forbidden):
    """Учётную запись с такими ролями ведёт директор или оператор платформы."""


class NotYourself(Forbidden):
    """Свою учётную запись меняют в профиле, а роли себе не назначают."""


class BeyondYours(Forbidden):
    """Роль дают только там, где её вправе дать сам дающий: эта организация не ваша."""


class Keeping(msgspec.Struct, frozen=True):
    """An account that somebody wants to change: its owner, the roles that hold and where.

    `used`: somebody has logged in by it; `confided`: words written for its owner alone open with it.
    """

    actor_id: str
    held: Held
    used: bool = False
    confided: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that hold anywhere."""
        return frozenset(role for role, _ in self.held)


def gives(actor: Actor) -> frozenset[Role]:
    """Return the roles that the actor may give and revoke somewhere."""
    return frozenset(role for own, _ in actor.held for role in GIVES.get(own, frozenset()))


def to_give(actor: Actor, kind: Kind) -> list[Role]:
    """Return what the actor may choose from in a contour of this kind."""
    return [role for role in OF_CONTOUR[kind] if role in gives(actor)]


def may_keep(actor: Actor, account: Keeping) -> bool:
    """Tell whether the actor may change the account: somebody else's, with no role beyond what the actor manages."""
    return account.actor_id != actor.id and _covered(actor, account.held, KEEPS)


def keep(actor: Actor, account: Keeping) -> None:
    """Refuse to change one's own account, or one with higher roles."""
    if account.actor_id == actor.id:
        raise NotYourself
    if not may_keep(actor, account):
        raise NotYours


def at_once(actor: Actor, account: Keeping) -> bool:
    """Tell whether the actor may hand over a link alone: a first one, to an account that opens no one's words yet."""
    return not account.used and not account.confided and may_keep(actor, account)


def give(actor: Actor, account: Keeping, role: Role, where: str) -> None:
    """Refuse to give or revoke a role that the actor may not give, or in an organization where they may not."""
    keep(actor, account)
    if role not in gives(actor):
        raise NotYours
    if not _covered(actor, ((role, slug) for slug in where.split(",")), GIVES):
        raise BeyondYours


def _covered(actor: Actor, held: Iterable[tuple[Role, str]], by: dict[Role, frozenset[Role]]) -> bool:
    """Tell whether each role, where it holds, is one that a role of the actor reaches there."""
    return all(
        any(role in by.get(own, frozenset()) and place in (EVERYTHING, where) for own, place in actor.held)
        for role, where in held
    )
