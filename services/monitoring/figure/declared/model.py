"""All figures and indicators in the order of their areas, and the view that counts them. Pure."""

from collections.abc import Collection

import msgspec

from services.monitoring.figure.declared import centre, college, pairing, work
from services.monitoring.figure.declared.figure import Figure, Passport, Place

AREAS = (college, pairing, work, centre)
FIGURES: dict[str, Figure] = {figure.code: figure for area in AREAS for figure in area.FIGURES}
# A told value names the wording of the passports that it belongs to.
EDITION = "2026-2"
PASSPORTS: tuple[Passport, ...] = tuple(
    sorted((passport for area in AREAS for passport in area.PASSPORTS), key=lambda passport: passport.code)
)


def _worded(code: str, formula: str) -> Passport:
    """Return a passport of today with the formula of an earlier edition."""
    return msgspec.structs.replace(next(one for one in PASSPORTS if one.code == code), formula=formula)


# Passports of earlier editions whose wording was another one.
REWORDED: dict[str, tuple[Passport, ...]] = {
    "2026-1": (
        _worded("I01", "наставники и наставляемые действующих пар ÷ педагогические работники × 100"),
        _worded("I18", "нуждающиеся педагоги в действующих парах ÷ нуждающиеся педагоги × 100"),
    ),
    EDITION: (),
}
COVERAGE = next(passport for passport in PASSPORTS if passport.code == "I18")

# `success` is who completed a program, from that day on. A program that did not name its mentee is everybody's in its
# pair, and completed for them when the pair is.
VIEW = """create or replace view evidence with (security_invoker = true) as
    with mentee as not materialized (
        select organization, unnest(mentee_ids) as person_id, number, since, until, order_number from pair
    ), followed as not materialized (
        select g.organization, g.number, g.starts_on, g.ends_on, g.completed_on, p.since, p.until, p.end_reason,
               g.mentee_id is not null or cardinality(p.mentee_ids) = 1 as named,
               case when g.mentee_id is null then p.mentee_ids else array[g.mentee_id] end as mentee_ids
        from program g join pair p using (organization, pair_id)
    ), running as not materialized (
        select organization, number, greatest(starts_on, since) as since, least(completed_on, until) as until, ends_on,
               mentee_ids
        from followed
    ), success as not materialized (
        select organization, unnest(mentee_ids) as person_id, case when named then completed_on else until end as since
        from followed where completed_on is not null and (named or end_reason = 'completed')
    )
    select figure, counts, organization, number, since, coalesce(until - 1, 'infinity') as last, document, person_id,
           amount
    from (
        {arms}
    ) fact (figure, counts, organization, number, since, until, document, person_id, amount);"""


def passports(edition: str) -> dict[str, Passport]:
    """Return the passports of an edition by code; nothing for an edition that is unknown here."""
    if edition not in REWORDED:
        return {}
    return {passport.code: passport for passport in (*PASSPORTS, *REWORDED[edition])}


def view(figures: Collection[Figure]) -> str:
    """Return the SQL that creates the view of these figures; it runs at the start of a contour when it has changed."""
    return VIEW.format(arms="\n        union all\n        ".join(arm for figure in figures for arm in arms(figure)))


def arms(figure: Figure) -> list[str]:
    """Return the parts of the view that select the facts behind a figure."""
    named = f"select '{figure.code}', '{figure.counts}',"
    return [f"{named} {' '.join(sql.split()).removeprefix('select ')}" for sql in figure.sql]


def shown(place: Place) -> list[Figure]:
    """Return the figures of a place in their order; parts of other figures are shown beside them."""
    return [figure for figure in FIGURES.values() if place in figure.shown and not figure.part_of]


def parts(figure: Figure) -> list[Figure]:
    """Return the figures that are a part of this one."""
    return [part for part in FIGURES.values() if part.part_of == figure.code]


def within() -> dict[str, tuple[str, ...]]:
    """Return the figures that may leave the region, each with those that include all its people, the widest first."""

    def depth(code: str) -> int:
        return 1 + max((depth(wider) for wider in FIGURES[code].within or ()), default=0)

    leaving = {figure.code: figure.within for figure in FIGURES.values() if figure.within is not None}
    return {code: leaving[code] for code in sorted(leaving, key=depth)}
