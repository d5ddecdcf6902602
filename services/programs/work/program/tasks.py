"""What waits in programs: one to write, to approve, to mend; an activity, a meeting, an end; a correction."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.programs.college.organization.queries import word
from services.programs.college.person.queries import Name, named, short
from services.programs.work.program.events import Change
from services.programs.work.program.words import say
from shared.actor import Role
from shared.tasks import TODAY, Kind, Row, Task
from shared.words import counted, in_figures

# How many days before its day an activity becomes a task, and a program begins to ask for its conclusion.
AHEAD = 14
ENDING = 21
# A pair is quietly waited for this many days before the curator hears that it has no program.
PATIENCE = 14
# How many days the curator has to decide about a correction.
DECIDING = 3
CURATOR = (Role.CURATOR,)


class _Other(msgspec.Struct, frozen=True):
    other: Name


class _Without(msgspec.Struct, frozen=True):
    mentor: Name
    mentees: list[Name]
    days: int


class _Program(msgspec.Struct, frozen=True):
    mentor: Name
    mentee: Name

    @property
    def title(self) -> str:
        """«Ермолин Г. А. → Шубина Л. В.»."""
        return f"{short(self.mentor)} → {short(self.mentee)}"


class _Returned(_Program, frozen=True):
    comment: str


class _Activity(msgspec.Struct, frozen=True):
    program: UUID
    title: str
    product: str
    domain: str
    reported_on: date | None


class _Correction(msgspec.Struct, frozen=True):
    who: Name | None
    change: Change
    moved: tuple[str, date] | None
    ends_on: date
    domain: str
    reason: str


class _Late(_Program, frozen=True):
    count: int
    first: str
    due: date


def _to_begin(row: Row[_Other]) -> Task:
    return Task(
        title=f"Напишите программу: {short(row.facts.other)}",
        why="Пара закреплена приказом. Программу пишете вдвоём (Положение, п. 1.2).",
        action="Начать",
        url="/programs",
    )


def _without(row: Row[_Without]) -> Task:
    waits = counted(row.facts.days, "день", "дня", "дней")
    return Task(
        title=f"Нет программы: {short(row.facts.mentor)} → {', '.join(map(short, row.facts.mentees))}",
        why=f"Пара работает {waits}, программы нет. Куратор организует разработку программ (Положение, п. 4.1.3).",
        action="Посмотреть",
        url=f"/pairs/{row.thing}",
    )


def _to_write(row: Row[_Program]) -> Task:
    return Task(
        title=f"Программа пишется: {row.facts.title}",
        why="Допишите цель, мероприятия и отправьте на утверждение (Положение, п. 1.2).",
        action="Продолжить",
        url=f"/programs/{row.thing}/edit",
    )


def _to_mend(row: Row[_Returned]) -> Task:
    return Task(
        title=f"Программу вернули: {row.facts.title}",
        why=f"Замечание директора: {row.facts.comment}. Всё написанное сохранено.",
        action="Исправить",
        url=f"/programs/{row.thing}/edit",
        state="late",
        pill="замечания",
    )


def _to_approve(row: Row[_Program]) -> Task:
    return Task(
        title=f"Утвердить программу: {row.facts.title}",
        why="Срок, затруднения и мероприятия проверены по правилам (Положение, п. 1.2). Осталось ваше решение.",
        action="Прочитать",
        url=f"/programs/{row.thing}",
    )


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


def _to_meet(row: Row[_Program]) -> Task:
    return Task(
        title=f"Встреча: {row.facts.title}",
        why="О ней вы договорились на прошлой встрече. После встречи запишите её в дневник.",
        action="Открыть дневник",
        url=f"/programs/{row.thing}/diary",
        due=row.due,
    )


def _to_conclude(row: Row[_Program]) -> Task:
    return Task(
        title=f"Подведите итог: {row.facts.title}",
        why="Отметьте, каким стало каждое затруднение, и напишите заключение (Положение, п. 1.2).",
        action="Завершить",
        url=f"/programs/{row.thing}/complete",
        due=row.due,
    )


def _to_decide(row: Row[_Correction]) -> Task:
    one = row.facts
    what = say(one.change, moved=one.moved, ends_on=one.ends_on, domain=one.domain)
    return Task(
        title=f"{short(one.who) if one.who else ''} предлагает исправить программу",
        why=f"{what}. Причина: {one.reason.rstrip('.')}.",
        action="Сравнить версии",
        url=f"/programs/{row.thing}/corrections",
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


PROGRAM = "program p join person g on g.id = p.mentor_id join person e on e.id = p.mentee_id"
TITLE = {"mentor": named("g"), "mentee": named("e")}
THE_TWO = "cross join lateral (values (p.mentor_id), (p.mentee_id)) two (id)"
# The mentees of working pairs who have no program yet.
LACKING = """
    pair a join participant s on s.pair_id = a.id and s.role = 'mentee'
      join person g on g.id = a.mentor_id join person e on e.id = s.person_id
"""
IS_LACKING = """
    a.stage in ('active', 'leaving')
    and not exists (select from program o where o.pair_id = a.id and o.mentee_id = s.person_id and o.stage <> 'stopped')
"""
MENTEES = f"""(select jsonb_agg({named("x")} order by o.place) from participant o join person x on x.id = o.person_id
               where o.pair_id = a.id and o.role = 'mentee')"""
# What a running program plans, with what it brought: done is what the mentor took as done.
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
MOVED = """(select jsonb_build_array(one->>'title', one->>'due') from jsonb_array_elements(p.plan->'activities') one
            where one->>'id' = c.change->>'activity_id')"""
ADDED = "c.change->'activity'->>'domain'"


def _of_program(name: str, says: Any, **more: Any) -> Kind[Any]:
    """Return a kind about a program as a whole."""
    wanted: dict[str, Any] = {"shape": _Program, "facts": TITLE} | more
    return Kind(name=name, says=says, thing="p.id", **wanted)


TASKS: list[Kind[Any]] = [
    Kind(
        name="program.begin",
        shape=_Other,
        says=_to_begin,
        rows=f"""{LACKING} cross join lateral (values (g.id, {named("e")}), (e.id, {named("g")})) two (id, other)
                 where {IS_LACKING}""",
        thing="a.id",
        person="two.id",
        since="a.started_on",
        facts={"other": "two.other"},
    ),
    Kind(
        name="program.without",
        shape=_Without,
        says=_without,
        rows=f"{LACKING} where {IS_LACKING} and {TODAY} - a.started_on >= {PATIENCE}",
        thing="a.id",
        roles=CURATOR,
        besides="array[a.mentor_id, s.person_id]",
        since="a.started_on",
        facts={"mentor": named("g"), "mentees": MENTEES, "days": f"{TODAY} - a.started_on"},
    ),
    _of_program(
        "program.write",
        _to_write,
        rows=f"{PROGRAM} {THE_TWO} where p.stage = 'draft'",
        person="two.id",
        since="p.edited_at",
    ),
    _of_program(
        "program.mend",
        _to_mend,
        shape=_Returned,
        rows=f"{PROGRAM} {THE_TWO} where p.stage = 'returned'",
        person="two.id",
        since="p.sent_on",
        facts=TITLE | {"comment": "p.comment"},
    ),
    _of_program(
        "program.approve", _to_approve, rows=f"{PROGRAM} where p.stage = 'sent'", roles=(Role.HEAD,), since="p.sent_on"
    ),
    Kind(
        name="program.mark",
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
        name="program.report",
        shape=_Activity,
        says=_to_report,
        rows=f"{ACTIVITY} {THE_TWO} where {NOT_DONE} and not {REPORTED} and {DUE} <= {TODAY} + {AHEAD}",
        thing="plan.one->>'id'",
        person="two.id",
        since=f"{DUE} - {AHEAD}",
        due=DUE,
        facts=FACTS_OF_ACTIVITY,
    ),
    _of_program(
        "program.meet",
        _to_meet,
        rows=f"""{PROGRAM} {THE_TWO} cross join lateral (
                   select next_on, held_on from meeting where program_id = p.id
                   order by held_on desc, recorded_at desc limit 1) m
                 where p.stage = 'started' and m.next_on <= {TODAY} + {AHEAD}""",
        person="two.id",
        since="m.held_on",
        due="m.next_on",
    ),
    _of_program(
        "program.conclude",
        _to_conclude,
        rows=f"{PROGRAM} where p.stage = 'started' and (p.plan->>'ends_on')::date <= {TODAY} + {ENDING}",
        person="p.mentor_id",
        since=f"(p.plan->>'ends_on')::date - {ENDING}",
        due="p.plan->>'ends_on'",
    ),
    Kind(
        name="program.decide",
        shape=_Correction,
        says=_to_decide,
        rows="correction c join program p on p.id = c.program_id left join person w on w.id = c.proposed_by"
        " where c.state = 'open'",
        thing="p.id",
        roles=CURATOR,
        since="c.proposed_on",
        due=f"c.proposed_on + {DECIDING}",
        facts={
            "who": f"case when w.id is not null then {named('w')} end",
            "change": "c.change",
            "moved": MOVED,
            "ends_on": "p.plan->>'ends_on'",
            "domain": f"coalesce({word('p.edition', 'domains', ADDED)}, '')",
            "reason": "c.reason",
        },
    ),
    Kind(
        name="program.late",
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
        roles=CURATOR,
        since="late.due",
        due="late.due",
        facts=TITLE | {"count": "late.count", "first": "late.first", "due": "late.due"},
    ),
]
