"""Tasks of meetings: the next meeting that the two agreed on."""

from typing import Any

from services.programs.work.program.queries import PROGRAM, THE_TWO, TITLE, Between
from shared.tasks import TODAY, Kind, Row, Task

# How many days before its date a meeting becomes a task.
AHEAD = 14


def _to_hold(row: Row[Between]) -> Task:
    return Task(
        title=f"Встреча: {row.facts.title}",
        why="О ней вы договорились на прошлой встрече. После встречи запишите её в дневник.",
        action="Открыть дневник",
        url=f"/programs/{row.thing}/diary",
        due=row.due,
    )


TASKS: list[Kind[Any]] = [
    Kind(
        name="meeting.hold",
        shape=Between,
        says=_to_hold,
        rows=f"""{PROGRAM} {THE_TWO} cross join lateral (
                   select next_on, held_on from meeting where program_id = p.id
                   order by held_on desc, recorded_at desc limit 1) m
                 where p.stage = 'started' and m.next_on <= {TODAY} + {AHEAD}""",
        thing="p.id",
        person="two.id",
        since="m.held_on",
        due="m.next_on",
        facts=TITLE,
    ),
]
