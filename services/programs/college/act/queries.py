"""Views of orders: the one in force, the draft, earlier ones."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.programs.college.act.model import ActUnknown, Curator, Draft, State, Wording
from services.programs.college.organization import queries as organization
from services.programs.college.person import model as people_rules
from services.programs.college.person import queries as people
from services.programs.college.person.queries import PersonCard
from shared.actor import Role
from shared.contracts.regulation import Edition
from shared.db import Tx, once
from shared.documents.names import initials_first


class ActView(msgspec.Struct, frozen=True, kw_only=True):
    """An order with its content."""

    id: UUID
    state: State
    draft: Draft
    wording: Wording | None
    number: str | None
    signed_on: date | None
    drafted_at: datetime
    ended_on: date | None

    @property
    def signed(self) -> bool:
        """Whether the head has signed it."""
        return self.state in ("in force", "superseded")


@once
async def acts(tx: Tx) -> list[ActView]:
    """Return every order that was not discarded, the newest first."""
    return await tx.many(
        ActView,
        """select id, state, draft, wording, number, signed_on, drafted_at, ended_on from act
           where state <> 'discarded' order by drafted_at desc, id desc""",
    )


async def act(tx: Tx, act_id: UUID) -> ActView:
    """Return one order."""
    found = await tx.maybe(
        ActView,
        """select id, state, draft, wording, number, signed_on, drafted_at, ended_on from act
           where id = $1 and state <> 'discarded'""",
        act_id,
    )
    if found is None:
        raise ActUnknown
    return found


async def in_force(tx: Tx) -> ActView | None:
    """Return the order in force; without it the system of mentoring is not introduced."""
    return next((one for one in await acts(tx) if one.state == "in force"), None)


async def drafted(tx: Tx) -> ActView | None:
    """Return the draft that waits to be signed."""
    return next((one for one in await acts(tx) if one.state == "draft"), None)


def curator(person: PersonCard, edition: Edition) -> Curator:
    """Return an employee as a possible curator."""
    return Curator(
        person_id=person.id,
        name=person.short,
        posts=person.posts,
        works=person.dismissed_on is None,
        teaches=people_rules.teaches(person.posts, edition),
    )


def named(person: PersonCard) -> str:
    """Return the proposed wording for the curator: «Вершинину О. П., заместителя директора …»."""
    return ", ".join(filter(None, (person.named.short_in("accusative"), person.named.post_in("accusative"))))


async def wording(tx: Tx, curator: PersonCard) -> Wording:
    """Return the names for an order of today; empty where the college has no head yet."""
    above = await organization.letterhead(tx)
    head = await people.head(tx)
    return Wording(
        full_name=above.name,
        name=above.short,
        founder=above.founder,
        place=above.place,
        address=above.address,
        head_post=_post(head),
        head_name=initials_first(head.name) if head else "",
        curator_name=curator.short,
    )


def _post(head: PersonCard | None) -> str:
    post = head.posts[0] if head and head.posts else "директор"
    return post[0].upper() + post[1:]


async def curator_id(tx: Tx) -> UUID | None:
    """Return the curator by the order in force."""
    found: UUID | None = await tx.value(
        "select curator_id from act where state = 'in force' and organization = $1", tx.organization
    )
    return found


# The role that follows from the order in force, for person $1.
ROLES = """select 'curator' as role from act
           where state = 'in force' and organization = current_setting('app.organization') and curator_id = $1"""


async def roles_of(tx: Tx, person_id: UUID) -> frozenset[Role]:
    """Return the role that follows from the order in force."""
    return people.roles(await tx.connection.fetch(ROLES, person_id))
