"""Views of a teacher's own route: what would leave, the centre's answer, the seven steps."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from services.programs.college.organization import queries as organization
from services.programs.college.person import queries as people
from services.programs.outside.route_request import model
from services.programs.outside.route_request.model import Asking
from services.programs.pairing.need import queries as needs
from shared.consent import hash_of
from shared.contracts import terms
from shared.db import Tx


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """The last request to the centre, and its answer."""

    request: str
    wording: str
    asked_on: date
    state: Literal["asked", "opened", "declined", "withdrawn"]
    answered_on: date | None


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A route as the centre told it."""

    id: UUID
    opened_on: date
    ends_on: date
    done: dict[str, date]
    next_step: int
    withdrawn_on: date | None


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what would leave, and the text to consent to."""

    asking: Asking
    lines: tuple[tuple[str, str], ...]
    wording: str
    seen: str


class OwnRoute(msgspec.Struct, frozen=True, kw_only=True):
    """The actor's route, or how to ask for one."""

    request: Request | None
    route: Route | None
    offer: Offer | None


async def offer(tx: Tx, person_id: UUID | None) -> Offer | None:
    """Return what would leave if this person asked today; None for a person who does not work here."""
    if person_id is None or not await people.roles_of(tx, person_id):
        return None
    person = await people.person(tx, person_id)
    assessment = await needs.assessment(tx, person_id)
    asking = Asking(
        person_id=person_id,
        name=person.full_name,
        post=person.post,
        subject=person.subject,
        difficulties={code: assessment.difficulties[code] for code in assessment.difficult} if assessment else {},
        strengths=tuple(assessment.strong) if assessment else (),
    )
    edition = await organization.edition(tx, tx.today)
    lines = model.lines(asking, edition)
    length = terms.between(edition, "route_min", "route_max")
    text = model.wording(asking, lines, (await organization.card(tx)).name, length)
    return Offer(asking=asking, lines=tuple(lines), wording=text, seen=hash_of(text))


async def own(tx: Tx) -> OwnRoute:
    """Return the actor's own route."""
    request = await tx.maybe(
        Request,
        """select request, wording, asked_on, state, answered_on from route_request
           where person_id = $1 order by asked_at desc limit 1""",
        tx.actor.person_id,
    )
    route = await tx.maybe(
        Route,
        """select id, opened_on, ends_on, done, next_step, withdrawn_on from route
           where person_id = $1 order by next_step > 0 desc, opened_on desc limit 1""",
        tx.actor.person_id,
    )
    return OwnRoute(request=request, route=route, offer=await offer(tx, tx.actor.person_id))
