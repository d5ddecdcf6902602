"""All figures and indicators in the order of their areas, and the view that counts them. Pure."""

from collections.abc import Collection

from services.monitoring.figure.declared import centre, college, pairing, work
from services.monitoring.figure.declared.figure import Figure, Passport, Place

AREAS = (college, pairing, work, centre)
FIGURES: dict[str, Figure] = {figure.code: figure for area in AREAS for figure in area.FIGURES}
# A told value names the wording of the passports that it belongs to.
EDITION = "2026-1"
PASSPORTS: tuple[Passport, ...] = tuple(
    sorted((passport for area in AREAS for passport in area.PASSPORTS), key=lambda passport: passport.code)
)
COVERAGE = next(passport for passport in PASSPORTS if passport.code == "I18")

VIEW = """create or replace view evidence with (security_invoker = true) as
    with mentee as not materialized (
        select organization, unnest(mentee_ids) as person_id, number, since, until, order_number from pair
    ), running as not materialized (
        select g.organization, g.number, greatest(g.starts_on, p.since) as since,
               least(g.completed_on, p.until) as until, g.ends_on, p.mentee_ids
        from program g join pair p using (organization, pair_id)
    )
    select figure, counts, organization, number, since, coalesce(until - 1, 'infinity') as last, document, person_id,
           amount
    from (
        {arms}
    ) fact (figure, counts, organization, number, since, until, document, person_id, amount);"""


def view(figures: Collection[Figure]) -> str:
    """Return the SQL that creates the view of these figures; a migration that adds a figure contains it."""
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
