"""The programs service: mentoring inside one college."""

from pathlib import Path
from uuid import UUID

from services.programs.college import act, announcement, headcount, organization, paper, person, staff_list
from services.programs.college.act import queries as acts
from services.programs.college.organization.queries import ABOUT
from services.programs.college.person import queries as people
from services.programs.home import today, trace
from services.programs.outside import publication, regional_read, route_request
from services.programs.outside.regional_read.queries import read_about
from services.programs.pairing import need, pair, selection
from services.programs.pairing.need import queries as needs
from services.programs.pairing.pair import queries as pairs
from services.programs.work import activity, correction, meeting, program
from shared.actor import Role
from shared.db import Tx
from shared.service import Area, Employee, Service

# One statement, because every request runs it. `null`: dismissed.
ROLES = f"""
    select role from ({people.ROLES} union {acts.ROLES} union {needs.ROLES} union {pairs.ROLES}) found
    where exists ({people.ROLES})
    union all select null from person where id = $1 and dismissed_on is not null
"""  # noqa: S608 — of constants


async def roles_of(tx: Tx, person_id: UUID) -> frozenset[Role] | None:
    """Return the roles that follow from the facts; None for a dismissed person, to whom nothing opens any more."""
    rows = await tx.connection.fetch(ROLES, person_id)
    return None if any(row["role"] is None for row in rows) else people.roles(rows)


async def staff(tx: Tx) -> list[Employee]:
    """Return everybody who works here, by surname."""
    return [Employee(one.id, one.full_name, one.post) for one in await people.people(tx)]


SERVICE = Service(
    name="programs",
    areas=[
        Area(
            "college",
            [
                organization.SUBJECT,
                person.SUBJECT,
                headcount.SUBJECT,
                staff_list.SUBJECT,
                paper.SUBJECT,
                act.SUBJECT,
                announcement.SUBJECT,
            ],
            "Организация, сотрудники и приказы",
        ),
        Area("pairing", [need.SUBJECT, pair.SUBJECT, selection.SUBJECT], "Кому нужен наставник и пары"),
        Area(
            "work",
            [program.SUBJECT, meeting.SUBJECT, correction.SUBJECT, activity.SUBJECT],
            "Программы, встречи и мероприятия",
        ),
        Area(
            "outside",
            [publication.SUBJECT, route_request.SUBJECT, regional_read.SUBJECT],
            "Карточка наставника и заявка на маршрут",
        ),
        Area("home", [today.SUBJECT, trace.SUBJECT], "Сегодня и след"),
    ],
    migrations=Path(__file__).parent / "migrations",
    roles_of=roles_of,
    confides=pairs.is_in_pair,
    staff=staff,
    read_elsewhere=read_about,
    about=ABOUT,
)
