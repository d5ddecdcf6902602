"""Figures of every organization on a day: one statement, so that all shares use the same numbers."""

from collections.abc import Sequence
from datetime import date

import msgspec

from services.monitoring.figure.completeness.model import Completeness
from services.monitoring.figure.completeness.queries import completeness
from services.monitoring.figure.indicator.model import COUNTED, Covered, Figures
from shared.actor import EVERYTHING
from shared.db import Tx, once
from shared.errors import Invalid, NotFound


class FigureFilter(msgspec.Struct, frozen=True, kw_only=True):
    """The filter of figures: a day and a municipality; by default today and all."""

    on: date | None = None
    municipality: str = ""


NOW = FigureFilter()


class NotYet(Invalid):
    """Этот день ещё не наступил, показателей за него нет. Выберите день не позже {today}."""


def day_of(on: date | None, today: date) -> date:
    """Return the day that is asked for, today by default; a day in the future is refused."""
    if on is not None and on > today:
        raise NotYet(today=f"{today:%d.%m.%Y}", field="on")
    return on or today


# A figure of which there is no fact.
NOTHING = dict.fromkeys(COUNTED, 0)


@once
async def place(tx: Tx) -> str:
    """Return the municipality of whoever sees only one: their pages speak of it; empty for whoever sees the region."""
    if tx.actor.organizations == EVERYTHING:
        return ""
    found: str | None = await tx.value(
        "select case when count(distinct municipality) = 1 then min(municipality) end from organization"
    )
    return found or ""


class Shown(msgspec.Struct, frozen=True):
    """Figures of a day with the completeness of exactly these organizations; `place` is empty for the whole region."""

    on: date
    place: str
    rows: list[Figures]
    states: list[Completeness]


async def shown(tx: Tx, asked: FigureFilter) -> Shown:
    """Return what is asked for: the figures of organizations on a day, and how complete they are."""
    on = day_of(asked.on, tx.today)
    municipality = asked.municipality or await place(tx)
    rows = [row for row in await figures(tx, on) if municipality in ("", row.municipality)]
    states = [state for state in await completeness(tx) if municipality in ("", state.municipality)]
    return Shown(on, municipality, rows, states)


async def course(tx: Tx, days: Sequence[date], municipality: str = "") -> list[Covered]:
    """Return the coverage on each of the days, as far as it is known now."""
    return await tx.many(
        Covered,
        """select d.day as on, count(*) filter (where e.figure = 'needing')::int as needing,
                  count(distinct (e.organization, e.person_id)) filter (where e.figure = 'needing_with_pair')::int
                    as covered
           from unnest($1::date[]) d (day)
             left join (evidence e join organization o using (organization))
               on d.day between e.since and e.last and e.figure in ('needing', 'needing_with_pair')
                 and $2 in ('', o.municipality)
           group by d.day order by d.day""",
        list(days), municipality,
    )  # fmt: skip


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
