"""Tasks of corrections: the curator's decision."""

from datetime import date
from typing import Any

import msgspec

from services.programs.college.organization.queries import word
from services.programs.college.person.queries import Name, named, short
from services.programs.work.program.changes import Change, say
from shared.actor import Role
from shared.tasks import Kind, Row, Task

# How many days the curator has to decide.
DECIDING = 3


class _Correction(msgspec.Struct, frozen=True):
    who: Name | None
    change: Change
    moved: tuple[str, date] | None
    ends_on: date
    domain: str
    reason: str


def _to_decide(row: Row[_Correction]) -> Task:
    one = row.facts
    what = say(one.change, moved=one.moved, ends_on=one.ends_on, domain=one.domain)
    return Task(
        title=f"{short(one.who) if one.who else ''} предлагает исправить программу",
        why=f"{what}. Причина: {one.reason.rstrip('.')}.",
        action="Сравнить версии",
        url=f"/programs/{row.thing}/comparison",
        due=row.due,
    )


MOVED = """(select jsonb_build_array(one->>'title', one->>'due') from jsonb_array_elements(p.plan->'activities') one
            where one->>'id' = c.change->>'activity_id')"""
ADDED = "c.change->'activity'->>'domain'"

TASKS: list[Kind[Any]] = [
    Kind(
        name="correction.decide",
        shape=_Correction,
        says=_to_decide,
        rows="correction_now c join program p on p.id = c.program_id left join person w on w.id = c.proposed_by"
        " where c.state = 'open'",
        thing="p.id",
        roles=(Role.CURATOR,),
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
]
