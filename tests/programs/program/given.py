"""The program of Ермолин and Шубина, in each of its states."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.programs.work.program.events import Activity, Difficulty, Plan
from services.programs.work.program.model import Assessed, Pair, Program, Result
from shared.contracts.regulation import first_edition

EDITION = first_edition()
TODAY = date(2026, 11, 24)
PROGRAM, PAIR = UUID(int=300), UUID(int=100)
ERMOLIN, SHUBINA, GUSHCHIN = UUID(int=1), UUID(int=2), UUID(int=4)
VISITS, SCENARIO, TOOLS = UUID(int=31), UUID(int=32), UUID(int=33)
ASSESSED = Assessed({"method": "high", "subject": "medium", "law": "none"}, ("digital",))
WORKING = Pair(id=PAIR, mentor_id=ERMOLIN, mentee_ids=(SHUBINA,), started_on=date(2026, 9, 1), active=True)


def activity(id: UUID = VISITS, **changes: Any) -> Activity:
    given = Activity(
        id=id,
        direction="analysis",
        domain="method",
        title="Три взаимных посещения с разбором",
        form="взаимопосещение",
        due=date(2026, 12, 20),
        product="карта наблюдений",
    )
    return msgspec.structs.replace(given, **changes)


WHOLE = Plan(
    starts_on=date(2026, 11, 24),
    ends_on=date(2027, 5, 31),
    goal="уверенно вести практические занятия",
    difficulties=(Difficulty("method", "high"), Difficulty("subject", "medium")),
    strengths=("digital",),
    activities=(
        activity(),
        activity(SCENARIO, domain="subject", title="Сценарий занятия", due=date(2027, 1, 30)),
        activity(TOOLS, domain="digital", title="Показать коллегам", due=date(2027, 2, 15)),
    ),
)


def program(**changes: Any) -> Program:
    """A whole draft, not yet sent."""
    plan = msgspec.structs.replace(WHOLE, **changes.pop("plan", {}))
    draft = Program(
        id=PROGRAM,
        pair_id=PAIR,
        mentor_id=ERMOLIN,
        mentee_id=SHUBINA,
        stage="draft",
        version=3,
        plan=plan,
        edition=EDITION.edition,
    )
    return msgspec.structs.replace(draft, **changes)


def running(**changes: Any) -> Program:
    return program(**{"stage": "started", **changes})


def done(*activities: UUID) -> tuple[Result, ...]:
    return tuple(Result(one, "done") for one in activities)
