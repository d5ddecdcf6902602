"""Tasks of tutors: each teacher who asked for a route and has no answer."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from shared.actor import Role
from shared.tasks import ZONE, Kind, Row, Task


class _Request(msgspec.Struct, frozen=True):
    organization: str
    person_id: UUID
    organization_name: str
    name: str
    post: str
    consented_on: date


def _to_answer(row: Row[_Request]) -> Task:
    one = row.facts
    return Task(
        title=f"{one.name} просит маршрут",
        why=f"{one.organization_name}, {one.post}. Согласие дано {one.consented_on:%d.%m.%Y}; маршрут ведёт тьютор "
        "ЦНППМ (Положение, п. 4.2.2).",
        action="Посмотреть заявку",
        url=f"/requests/{one.organization}/{row.thing}",
        pill="ждёт маршрута",
    )


TASKS: list[Kind[Any]] = [
    Kind(
        name="request.answer",
        shape=_Request,
        says=_to_answer,
        rows="request r left join organization o using (organization) where r.state = 'waiting'",
        thing="r.person_id",
        roles=(Role.TUTOR,),
        since=f"r.requested_at at time zone {ZONE}",
        facts={
            "organization": "organization",
            "person_id": "r.person_id",
            "organization_name": "coalesce(o.name, organization)",
            "name": "r.name",
            "post": "r.post",
            "consented_on": "r.consented_on",
        },
    ),
]
