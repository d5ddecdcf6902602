"""Views of requests: the queue, and one request."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.routes.people.request.model import RequestUnknown
from shared.db import Tx


class RequestView(msgspec.Struct, frozen=True, kw_only=True):
    """A request, with the name that the teacher consented to."""

    organization: str
    organization_name: str
    person_id: UUID
    name: str
    post: str
    subject: str
    difficulties: dict[str, str]
    strengths: list[str]
    request: str
    consented_on: date
    requested_at: datetime
    state: str
    declined_for: str | None
    answered_at: datetime | None


async def requests(tx: Tx) -> list[RequestView]:
    """Return the waiting requests, the oldest first, then the declined ones."""
    return await tx.many(
        RequestView,
        """select r.organization, coalesce(o.name, r.organization) as organization_name, r.person_id, r.name, r.post,
                  r.subject, r.difficulties, r.strengths, r.request, r.consented_on, r.requested_at, r.state,
                  r.declined_for, r.answered_at
           from request r left join organization o using (organization)
           where r.state <> 'opened' order by r.state desc, r.requested_at, r.person_id""",
    )


async def request(tx: Tx, organization: str, person_id: UUID) -> RequestView:
    """Return one request."""
    found = await tx.maybe(
        RequestView,
        """select r.organization, coalesce(o.name, r.organization) as organization_name, r.person_id, r.name, r.post,
                  r.subject, r.difficulties, r.strengths, r.request, r.consented_on, r.requested_at, r.state,
                  r.declined_for, r.answered_at
           from request r left join organization o using (organization)
           where r.organization = $1 and r.person_id = $2""",
        organization, person_id,
    )  # fmt: skip
    if found is None:
        raise RequestUnknown
    return found


async def waiting(tx: Tx) -> int:
    """Return how many teachers wait for a route."""
    return int(await tx.value("select count(*) from request where state = 'waiting'"))
