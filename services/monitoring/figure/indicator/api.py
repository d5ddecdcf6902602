"""Figures as JSON, each with its moment and completeness."""

from datetime import date, datetime

import msgspec

from services.monitoring.figure.completeness.model import behind
from services.monitoring.figure.indicator import queries
from services.monitoring.figure.indicator.model import READERS, Figures
from services.monitoring.figure.indicator.queries import FigureFilter
from shared.db import Tx
from shared.doors import query


class Picture(msgspec.Struct, frozen=True):
    """Figures of organizations on a day; `behind` names those whose figures may be missing something."""

    as_of: datetime
    on: date
    complete: int
    behind: list[str]
    organizations: list[Figures]


async def picture(tx: Tx, asked: FigureFilter) -> Picture:
    """Return what `/monitoring` shows."""
    found = await queries.shown(tx, asked)
    late = [state.organization for state in behind(found.states, tx.now)]
    return Picture(tx.now, found.on, len(found.states) - len(late), late, found.rows)


DOORS = [query("/api/monitoring", picture, who=READERS, impersonal="figures of organizations")]
