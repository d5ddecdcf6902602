"""Figures of every organization on a day: one statement, so that all shares use the same numbers."""

from datetime import date

import msgspec

from services.monitoring.figure.indicator.model import COUNTED, Figures
from shared.db import Tx, once
from shared.errors import NotFound


class FigureFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of figures: a day and a municipality; by default today and all."""

    on: date | None = None
    municipality: str = ""


NOW = FigureFilter()
# A figure of which there is no fact.
NOTHING = dict.fromkeys(COUNTED, 0)


class _Counted(msgspec.Struct, frozen=True):
    organization: str
    name: str
    municipality: str
    counts: dict[str, int]


@once
async def figures(tx: Tx, on: date, only: str = "") -> list[Figures]:
    """Return the figures of that day, one row for each enrolled organization, or only for the named one."""
    rows = await tx.many(
        _Counted,
        """
        with fact as not materialized (
            select * from evidence where $1 between since and last and ($2 = '' or organization = $2)
        ), counted as materialized (
            select organization, figure, count(*) as n from fact where counts = 'facts' group by 1, 2
            union all
            select organization, figure, count(distinct person_id) from fact where counts = 'people' group by 1, 2
            union all
            select organization, figure, sum(amount) from fact where counts = 'amount' group by 1, 2
        )
        select o.organization, o.name, o.municipality,
               coalesce(jsonb_object_agg(c.figure, c.n) filter (where c.n is not null), '{}') as counts
        from organization o left join counted c using (organization)
        where o.enrolled_at::date <= $1 and ($2 = '' or o.organization = $2)
        group by o.organization
        order by replace(lower(o.name), 'ё', 'е')
        """,
        on, only,
    )  # fmt: skip
    return [
        Figures(organization=row.organization, name=row.name, municipality=row.municipality, **NOTHING | row.counts)
        for row in rows
    ]


async def of(tx: Tx, organization: str, on: date) -> Figures:
    """Return the figures of one organization."""
    found = await figures(tx, on, organization)
    if not organization or not found:
        raise NotFound
    return found[0]
