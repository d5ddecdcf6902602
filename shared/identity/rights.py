"""Who may manage whose account: the head the staff's, the curator the teachers', the operator everybody's."""

import msgspec

from shared.actor import Actor, Role
from shared.config import Kind
from shared.errors import Forbidden

# Not mentor and mentee: these roles follow from facts, nobody gives them.
OF_CONTOUR: dict[Kind, tuple[Role, ...]] = {
    "college": (Role.TEACHER, Role.COUNCIL, Role.CURATOR, Role.HR, Role.HEAD, Role.OPERATOR),
    "region": (Role.TUTOR, Role.METHODIST, Role.MUNICIPAL, Role.OFFICIAL, Role.OPERATOR),
    "federation": (Role.OBSERVER, Role.OPERATOR),
}
GIVES: dict[Role, frozenset[Role]] = {
    Role.OPERATOR: frozenset(Role),
    Role.HEAD: frozenset({Role.TEACHER, Role.COUNCIL, Role.CURATOR, Role.HR}),
    Role.CURATOR: frozenset({Role.TEACHER, Role.COUNCIL}),
    Role.HR: frozenset({Role.TEACHER}),
}
KEEPERS = frozenset(GIVES)


class NotYours(Forbidden):
    """Учётную запись с такими ролями ведёт директор или оператор платформы."""


class NotYourself(Forbidden):
    """Свою учётную запись меняют в профиле, а роли себе не назначают."""


class Keeping(msgspec.Struct, frozen=True):
    """An account that somebody wants to change: its owner and its granted roles."""

    actor_id: str
    granted: frozenset[Role]


def gives(actor: Actor) -> frozenset[Role]:
    """Return the roles that the actor may give and revoke."""
    return frozenset(role for own in actor.roles for role in GIVES.get(own, frozenset()))


def to_give(actor: Actor, kind: Kind) -> list[Role]:
    """Return what the actor may choose from in a contour of this kind."""
    return [role for role in OF_CONTOUR[kind] if role in gives(actor)]


def may_keep(actor: Actor, account: Keeping) -> bool:
    """Tell whether the actor may change the account: a curator who could invite the head could log in as the head."""
    return account.actor_id != actor.id and account.granted <= gives(actor)


def keep(actor: Actor, account: Keeping) -> None:
    """Refuse to change one's own account, or one with higher roles."""
    if account.actor_id == actor.id:
        raise NotYourself
    if not may_keep(actor, account):
        raise NotYours


def give(actor: Actor, account: Keeping, role: Role) -> None:
    """Refuse to give or revoke a role that the actor may not give."""
    keep(actor, account)
    if role not in gives(actor):
        raise NotYours
