"""Tasks of activities: a result to report or to mark; for the curator, activities that are late."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.programs.college.organization.queries import word
from services.programs.work.program.queries import PROGRAM, THE_TWO, TITLE, Between
from shared.actor import Role
from shared.tasks import TODAY, Kind, Row, Task
from shared.words import counted, in_figures

# How many days before its date an activity becomes a task.
AHEAD = 14


class _Activity(msgspec.Struct, frozen=True):
    program: UUID
    title: str
    product: str
    domain: str
    reported_on: date | None


class _Late(Between, frozen=True):
    count: int
    first: str
    due: date


def _to_mark(row: Row[_Activity]) -> Task:
    reported = row.facts.reported_on
    return Task(
        title=f"Отметьте результат: {row.facts.title}",
        why=f"Результат записан {in_figures(reported)}." if reported else "Результат записан.",
        action="Отметить",
        url=f"/programs/{row.facts.program}/activities/{row.thing}",
        due=row.due,
    )


def _to_report(row: Row[_Activity]) -> Task:
    return Task(
        title=row.facts.title,
        why=f"Ожидаем: {row.facts.product}. Затруднение: {row.facts.domain}.",
        action="Записать результат",
        url=f"/programs/{row.facts.program}/activities/{row.thing}",
        due=row.due,
    )


def _late(row: Row[_Late]) -> Task:
    late = row.facts
    return Task(
        title=f"Просрочено {counted(late.count, 'мероприятие', 'мероприятия', 'мероприятий')}: {late.title}",
        why=f"Первое — «{late.first}», до {in_figures(late.due)}. Спросите, чем помочь.",
        action="Посмотреть",
        url=f"/programs/{row.thing}",
        due=row.due,
    )


# The activities of running programs with their results; done means that the mentor accepted it.
ACTIVITY = """
    program p cross join lateral jsonb_array_elements(p.plan->'activities') with ordinality plan (one, place)
      left join result r on r.activity_id = (plan.one->>'id')::uuid
"""
DUE = "(plan.one->>'due')::date"
NOT_DONE = "p.stage = 'started' and coalesce(r.mark, '') not in ('done', 'partly')"
REPORTED = "(coalesce(r.product, '') <> '' and r.mark is null)"
FACTS_OF_ACTIVITY = {
    "program": "p.id",
    "title": "plan.one->>'title'",
    "product": "plan.one->>'product'",
    "domain": word("p.edition", "domains", "plan.one->>'domain'"),
    "reported_on": "r.reported_on",
}

TASKS: list[Kind[Any]] = [
    Kind(
        name="activity.mark",
        shape=_Activity,
        says=_to_mark,
        rows=f"{ACTIVITY} where {NOT_DONE} and {REPORTED}",
        thing="plan.one->>'id'",
        person="p.mentor_id",
        since="r.reported_on",
        due=DUE,
        facts=FACTS_OF_ACTIVITY,
    ),
    Kind(
        name="activity.report",
        shape=_Activity,
        says=_to_report,
        rows=f"{ACTIVITY} {THE_TWO} where {NOT_DONE} and not {REPORTED} and {DUE} <= {TODAY} + {AHEAD}",
        thing="plan.one->>'id'",
        person="two.id",
        since=f"{DUE} - {AHEAD}",
        due=DUE,
        facts=FACTS_OF_ACTIVITY,
    ),
    Kind(
        name="activity.late",
        shape=_Late,
        says=_late,
        rows=f"""{PROGRAM} cross join lateral (
                   select count(*)::int as count, (array_agg(l.one->>'title' order by l.place))[1] as first,
                          (array_agg(l.due order by l.place))[1] as due
                   from (select plan.one, plan.place, {DUE} as due
                         from jsonb_array_elements(p.plan->'activities') with ordinality plan (one, place)
                              left join result r on r.activity_id = (plan.one->>'id')::uuid
                         where {NOT_DONE} and {DUE} < {TODAY}) l
                   having count(*) > 0) late
                 where p.stage = 'started'""",
        thing="p.id",
        roles=(Role.CURATOR,),
        since="late.due",
        due="late.due",
        facts=TITLE | {"count": "late.count", "first": "late.first", "due": "late.due"},
    ),
]
