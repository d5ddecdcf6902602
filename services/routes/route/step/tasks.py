"""Tasks of a tutor: for each route the activity that is due, otherwise the next step."""

from typing import Any
from uuid import UUID

import msgspec

from services.routes.route.route.model import STEPS
from services.routes.route.step.model import ready
from services.routes.route.step.queries import PAGES, Held
from shared.actor import Role
from shared.tasks import TODAY, Kind, Row, Task
from shared.words import initials

SOON = 14


class _OfRoute(msgspec.Struct, frozen=True, kw_only=True):
    organization: str
    person_id: UUID
    name: str


class _Due(_OfRoute, frozen=True, kw_only=True):
    title: str
    activity: UUID


class _Handover(_OfRoute, frozen=True, kw_only=True):
    asked_name: str
    asked_reason: str


class _Next(Held, frozen=True, kw_only=True):
    organization: str
    person_id: UUID
    name: str
    organization_name: str
    step: int


def _to_record(row: Row[_Due]) -> Task:
    return Task(
        title=f"{initials(row.facts.name)}: «{row.facts.title}»",
        why="Запишите педагогический продукт и отношение к результату или исправьте срок с причиной "
        "(Положение, п. 4.2.2, позиции 5 и 6).",
        action="Записать результат",
        url=f"/routes/{row.thing}/activities/{row.facts.activity}",
        due=row.due,
    )


def _to_answer(row: Row[_Handover]) -> Task:
    return Task(
        title=f"{row.facts.asked_name} просит передать маршрут: {initials(row.facts.name)}",
        why=f"{row.facts.asked_reason} Маршрут и его тексты остаются у вас, пока вы не согласитесь.",
        action="Ответить",
        url=f"/routes/{row.thing}",
    )


def _to_go_on(row: Row[_Next]) -> Task:
    held, step = row.facts, row.facts.step
    done = ready(step, held.progress)
    return Task(
        title=f"{initials(held.name)}: шаг {step} «{STEPS[step]}»" + (" готов" if done else ""),
        why="Всё, что нужно шагу, есть: завершите его, и откроется следующий."
        if done
        else f"{held.organization_name}. Маршрут ждёт этого шага, чтобы идти дальше (Положение, п. 4.2.2).",
        action="Завершить шаг" if done else "Продолжить",
        url=f"/routes/{row.thing}/{PAGES[step]}",
        pill=f"шаг {step} из 7",
    )


# What the gates check of a route, in the columns of Held.
HELD = {
    "image": "exists (select 1 from image where route_id = r.id)",
    "strengths": "exists (select 1 from diagnosis where route_id = r.id and kind = 'strengths')",
    "diagnoses": """(select coalesce(jsonb_agg(marks), '[]') from diagnosis
                     where route_id = r.id and kind = 'difficulties')""",
    "parts": "array(select distinct part from activity where route_id = r.id and state <> 'dropped')",
    "agreed": "exists (select 1 from roadmap where route_id = r.id)",
    "planned": "(select count(*) from activity where route_id = r.id and state = 'planned')",
    "reflected": "array(select domain from reflection where route_id = r.id)",
    "closeness": "exists (select 1 from closeness where route_id = r.id)",
}
NAME = "coalesce(nullif(r.name, ''), 'Имя стёрто')"
WHOSE = {"organization": "r.organization", "person_id": "r.person_id", "name": NAME}
# The first activity of a route that is due soon or overdue.
NEAR = f"""
    select a.id, a.title, a.due_on from activity a
    where a.route_id = r.id and a.state = 'planned' and a.due_on <= {TODAY} + {SOON}
      and exists (select 1 from roadmap where route_id = r.id)
    order by a.due_on, a.id limit 1
"""

TASKS: list[Kind[Any]] = [
    Kind(
        name="route.handover",
        shape=_Handover,
        says=_to_answer,
        rows="route r where r.asked_by is not null and r.withdrawn_on is null",
        thing="r.id",
        person="r.tutor",
        roles=(Role.TUTOR,),
        since="r.asked_at",
        facts=WHOSE | {"asked_name": "r.asked_name", "asked_reason": "r.asked_reason"},
    ),
    Kind(
        name="step.record",
        shape=_Due,
        says=_to_record,
        rows=f"route r cross join lateral ({NEAR}) near where r.withdrawn_on is null",
        thing="r.id",
        person="r.tutor",
        roles=(Role.TUTOR,),
        since=f"near.due_on - {SOON}",
        due="near.due_on",
        facts=WHOSE | {"title": "near.title", "activity": "near.id"},
    ),
    Kind(
        name="step.next",
        shape=_Next,
        says=_to_go_on,
        # While activities of step 5 are planned, each becomes a task when it is due.
        rows=f"""route r left join organization o using (organization)
                 where r.withdrawn_on is null and r.open_step is not null and not exists ({NEAR})
                   and not (r.open_step = 5 and {HELD["planned"]} > 0)""",
        thing="r.id",
        person="r.tutor",
        roles=(Role.TUTOR,),
        since="coalesce((select max(completed_on) from step where route_id = r.id), r.opened_on)",
        facts=HELD | WHOSE | {"organization_name": "coalesce(o.name, organization)", "step": "r.open_step"},
    ),
]
