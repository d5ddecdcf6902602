"""Tasks of programs: to begin, write, approve, revise and conclude one."""

from typing import Any

import msgspec

from services.programs.college.organization.queries import entries, rules_today
from services.programs.college.person.queries import Name, named, short
from services.programs.work.program.queries import PROGRAM, THE_TWO, TITLE, Between
from shared.actor import Role
from shared.tasks import TODAY, Kind, Row, Task
from shared.words import counted

# How many days before the last day of a program its conclusion becomes a task.
ENDING = 21
# How many days a pair may be without a program before the curator gets a task.
PATIENCE = 14
CURATOR = (Role.CURATOR,)


class _Nothing(msgspec.Struct, frozen=True):
    pass


class _Other(msgspec.Struct, frozen=True):
    other: Name


class _Without(msgspec.Struct, frozen=True):
    mentor: Name
    mentees: list[Name]
    days: int


class _Returned(Between, frozen=True):
    comment: str


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


def _to_write(row: Row[Between]) -> Task:
    return Task(
        title=f"Программа пишется: {row.facts.title}",
        why="Допишите цель, мероприятия и отправьте на утверждение (Положение, п. 1.2).",
        action="Продолжить",
        url=f"/programs/{row.thing}/edit",
    )


def _to_assess_again(_: Row[_Nothing]) -> Task:
    return Task(
        title="Оценить свои затруднения заново",
        why="Вы оценили их по прежней редакции Положения, а в действующей другие области и уровни."
        " Пока оценки нет, программу составить не из чего (Положение, пп. 1.2 и 4.2.2).",
        action="Оценить",
        url="/difficulties",
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


def _to_approve(row: Row[Between]) -> Task:
    return Task(
        title=f"Утвердить программу: {row.facts.title}",
        why="Срок, затруднения и мероприятия проверены по правилам (Положение, п. 1.2). Осталось ваше решение.",
        action="Прочитать",
        url=f"/programs/{row.thing}",
    )


def _to_conclude(row: Row[Between]) -> Task:
    return Task(
        title=f"Подведите итог: {row.facts.title}",
        why="Отметьте, каким стало каждое затруднение, и напишите заключение (Положение, п. 1.2).",
        action="Завершить",
        url=f"/programs/{row.thing}/complete",
        due=row.due,
    )


# The mentees of active pairs who have no program yet.
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


def _knows(edition: str) -> str:
    """Return SQL: whether an edition knows a difficulty of the assessment `l`; the rule of Assessed.outdated."""
    domains, levels = entries(edition, "domains"), entries(edition, "levels")
    return f"""exists (select from jsonb_each_text(l.difficulties) hard (domain, level) where level <> 'none'
                         and {domains} @> jsonb_build_array(jsonb_build_object('code', domain))
                         and {levels} @> jsonb_build_array(jsonb_build_object('code', level)))"""


# The mentees of active pairs whose program is not sent yet and has nothing to begin from: their latest assessment is in
# words that neither the edition in force nor that of their draft knows.
OUTDATED = f"""
    pair a join participant s on s.pair_id = a.id and s.role = 'mentee'
      cross join lateral (select o.difficulties from assessment o where o.person_id = s.person_id
                          order by o.assessed_at desc, o.id desc limit 1) l
      join edition r on r.edition_id = {rules_today("edition_id", TODAY)}
      left join program d on d.pair_id = a.id and d.mentee_id = s.person_id and d.stage in ('draft', 'returned')
      left join edition de on de.edition_id = d.edition
    where a.stage in ('active', 'leaving')
      and not exists (select from program o where o.pair_id = a.id and o.mentee_id = s.person_id
                                              and o.stage not in ('draft', 'returned', 'stopped'))
      and exists (select from jsonb_each_text(l.difficulties) noted where noted.value <> 'none')
      and not {_knows("r.edition")} and (d.id is null or not {_knows("de.edition")})
"""


def _of_program(name: str, says: Any, **more: Any) -> Kind[Any]:
    """Return a kind of task about a whole program."""
    wanted: dict[str, Any] = {"shape": Between, "facts": TITLE} | more
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
    Kind(
        name="program.assess_again",
        shape=_Nothing,
        says=_to_assess_again,
        rows=OUTDATED,
        thing="a.id",
        person="s.person_id",
        since="r.valid_from",
        facts={},
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
    _of_program(
        "program.conclude",
        _to_conclude,
        rows=f"{PROGRAM} where p.stage = 'started' and (p.plan->>'ends_on')::date <= {TODAY} + {ENDING}",
        person="p.mentor_id",
        since=f"(p.plan->>'ends_on')::date - {ENDING}",
        due="p.plan->>'ends_on'",
    ),
]
