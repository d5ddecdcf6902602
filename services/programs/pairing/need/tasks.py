"""Tasks: the mentee's own assessment; for the curator, the list of those who need a mentor."""

from typing import Any

import msgspec

from services.programs.college.organization.queries import rules_today
from services.programs.college.person.queries import COUNTED, Name, named, short
from shared.actor import Role
from shared.tasks import TODAY, Kind, Row, Task

# How many days before the deadline the curator is reminded of the list.
NOTICE_DAYS = 30
CURATOR = (Role.CURATOR,)
FEW = 3


class _Nothing(msgspec.Struct, frozen=True):
    pass


class _Look(msgspec.Struct, frozen=True):
    reviewed: int
    of: int
    clause: str


class _Silent(msgspec.Struct, frozen=True):
    names: list[Name]


def _to_assess(_: Row[_Nothing]) -> Task:
    return Task(
        title="Отметить свои затруднения и сильные стороны",
        why="С этого начинается ваша программа: все области, десять минут (Положение, п. 4.2.2)."
        " Ваши слова видите только вы, если сами не откроете их.",
        action="Отметить",
        url="/difficulties",
    )


def _to_look(row: Row[_Look]) -> Task:
    look = row.facts
    return Task(
        title="Обновить список тех, кому нужен наставник" if look.reviewed else "Отметить, кому нужен наставник",
        why=f"Просмотрено {look.reviewed} из {look.of}. Пора обновить список ({look.clause}).",
        action="Просмотреть",
        url="/needs",
        due=row.due,
    )


def _waited_for(row: Row[_Silent]) -> Task:
    names = [short(name) for name in row.facts.names]
    return Task(
        title=f"Ждём оценку затруднений: {', '.join(names[:FEW])}{' и другие' if len(names) > FEW else ''}",
        why="Пока они не отметили затруднения, программу составить не из чего (Положение, пп. 1.2 и 4.2.2).",
        action="Посмотреть",
        url="/needs",
        state="info",
    )


NOT_ASSESSED = "n.lifted_on is null and not exists (select from assessment where person_id = n.person_id)"

# When each teacher must be reviewed again, at once if never reviewed: the rule of model.due.
LOOK = f"""
    (select count(*) filter (where due > {TODAY})::int as reviewed, count(*)::int as of, min(due) as due, clause
     from (select coalesce((r.reviewed_on + case rules.unit
                              when 'per_year' then make_interval(months => 12 / greatest(1, rules.times))
                              when 'years' then make_interval(years => rules.times)
                              when 'months' then make_interval(months => rules.times)
                              when 'weeks' then make_interval(weeks => rules.times)
                              else make_interval(days => rules.times) end)::date,
                           {TODAY}) as due, rules.clause
           from person p left join review r on r.person_id = p.id
                cross join (select (term->>'value')::int as times, term->>'unit' as unit,
                                   term->>'clause' as clause
                            from jsonb_array_elements({rules_today("edition->'terms'", TODAY)}) term
                            where term->>'code' = 'needs_refresh') rules
           where p.dismissed_on is null and {COUNTED}) one
     group by clause) look"""

TASKS: list[Kind[Any]] = [
    Kind(
        name="need.assess",
        shape=_Nothing,
        says=_to_assess,
        rows=f"need n where {NOT_ASSESSED}",
        person="n.person_id",
        since="n.marked_on",
        facts={},
    ),
    Kind(
        name="need.look",
        shape=_Look,
        says=_to_look,
        rows=f"{LOOK} where look.reviewed < look.of or look.due - {TODAY} <= {NOTICE_DAYS}",
        roles=CURATOR,
        # Teachers who were never reviewed have no deadline yet: nobody is late on the first day.
        due=f"case when look.reviewed = look.of or look.due < {TODAY} then look.due end",
        facts={"reviewed": "look.reviewed", "of": "look.of", "clause": "look.clause"},
    ),
    Kind(
        name="need.silent",
        shape=_Silent,
        says=_waited_for,
        rows=f"""(select min(n.marked_on) as since,
                         (array_agg({named("p")} order by p.name_key, p.birth_date, p.id))[:{FEW + 1}] as names
                  from need n join person p on p.id = n.person_id
                  where p.dismissed_on is null and {NOT_ASSESSED} having count(*) > 0) silent""",
        roles=CURATOR,
        since="silent.since",
        facts={"names": "to_jsonb(silent.names)"},
    ),
]
