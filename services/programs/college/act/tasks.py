"""Tasks: an order to prepare or to sign, a curator to replace."""

from typing import Any

import msgspec

from services.programs.college.person.queries import Name, named, short
from shared.actor import Role
from shared.tasks import Kind, Row, Task

PREPARING = (Role.HEAD, Role.CURATOR, Role.HR)


class _Nothing(msgspec.Struct, frozen=True):
    pass


class _Curator(msgspec.Struct, frozen=True):
    name: Name


def _to_prepare(_: Row[_Nothing]) -> Task:
    return Task(
        title="Подготовить приказ о внедрении наставничества",
        why="Без приказа нет ни системы наставничества, ни куратора (Положение, пп. 4.1.1 и 4.1.2).",
        action="Подготовить",
        url="/acts/new",
    )


def _to_sign(row: Row[_Nothing]) -> Task:
    return Task(
        title="Подписать приказ о внедрении наставничества",
        why="Проект готов; номер и дату ставите вы. С подписью начнёт работать куратор (Положение, п. 4.1.2).",
        action="Прочитать и подписать",
        url=f"/acts/{row.thing}",
    )


def _to_replace(row: Row[_Curator]) -> Task:
    who = short(row.facts.name)
    return Task(
        title="Назначить нового куратора",
        why=f"{who} больше не работает. Нужен новый приказ: он заменит действующий (Положение, п. 4.1.2).",
        action="Подготовить",
        url="/acts/new",
    )


def _no(state: str) -> str:
    return f"not exists (select from act where state = '{state}')"


TASKS: list[Kind[Any]] = [
    Kind(
        name="act.prepare",
        shape=_Nothing,
        says=_to_prepare,
        rows=f"""(select min(added_at) as since from person having count(*) > 0) staff
                 where {_no("draft")} and {_no("in force")}""",
        roles=PREPARING,
        since="staff.since",
        facts={},
    ),
    Kind(
        name="act.sign",
        shape=_Nothing,
        says=_to_sign,
        rows="act a where a.state = 'draft'",
        thing="a.id",
        roles=(Role.HEAD,),
        since="a.drafted_at",
        facts={},
    ),
    Kind(
        name="act.replace",
        shape=_Curator,
        says=_to_replace,
        rows=f"""act a join person p on p.id = a.curator_id
                 where a.state = 'in force' and p.dismissed_on is not null and {_no("draft")}""",
        thing="a.id",
        roles=PREPARING,
        since="p.dismissed_on",
        facts={"name": named("p")},
    ),
]
