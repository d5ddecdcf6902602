"""The programs service: mentoring inside one college."""

from pathlib import Path
from uuid import UUID

from services.programs import act, glance, need, organization, pair, person, program, publication, route_request, trace
from services.programs.act import queries as acts
from services.programs.need import queries as needs
from services.programs.pair import queries as pairs
from services.programs.person import queries as people
from shared.actor import Role
from shared.db import Tx
from shared.service import Service


async def roles_of(tx: Tx, person_id: UUID) -> frozenset[Role]:
    """Return the roles that follow from the facts; whoever was dismissed has none."""
    employed = await people.roles_of(tx, person_id)
    if not employed:
        return employed
    found = employed | await acts.roles_of(tx, person_id) | await needs.roles_of(tx, person_id)
    return found | await pairs.roles_of(tx, person_id)


SERVICE = Service(
    name="programs",
    subjects=[
        organization.SUBJECT,
        person.SUBJECT,
        act.SUBJECT,
        need.SUBJECT,
        pair.SUBJECT,
        program.SUBJECT,
        publication.SUBJECT,
        route_request.SUBJECT,
        glance.SUBJECT,
        trace.SUBJECT,
    ],
    migrations=Path(__file__).parent / "migrations",
    roles_of=roles_of,
)
