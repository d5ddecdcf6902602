"""Figures of every organization on a day: one statement, so that every share is made of the same numbers."""

from datetime import date

import msgspec

from services.monitoring.indicator.model import Figures
from shared.db import Tx


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The day that figures are asked for, and the municipality; today and all by default."""

    on: date | None = None
    municipality: str = ""


async def figures(tx: Tx, on: date) -> list[Figures]:
    """Return what was true on that day, one row for each enrolled organization, by name."""
    return await tx.many(
        Figures,
        """
        with open_need as (
            select organization, person_id from need where since <= $1 and (until is null or until > $1)
        ), open_pair as (
            select organization, pair_id, mentor_id, mentee_ids from pair
            where since <= $1 and (until is null or until > $1)
        ), mentee as (
            select distinct organization, unnest(mentee_ids) as person_id from open_pair
        ), involved as (
            select organization, person_id from mentee
            union
            select organization, mentor_id from open_pair
        ), running as (
            select g.organization, g.program_id, g.pair_id, g.ends_on from program g
            join open_pair p using (organization, pair_id)
            where g.starts_on <= $1 and (g.completed_on is null or g.completed_on > $1)
        )
        select o.organization, o.name, o.municipality,
            (select count(*) from introduction i where i.organization = o.organization and i.signed_on <= $1)
                as introduced,
            coalesce((select s.teachers from staff s where s.organization = o.organization and s.as_of <= $1
                      order by s.as_of desc limit 1), 0) as teachers,
            (select count(*) from open_need n where n.organization = o.organization) as needing,
            (select count(*) from open_need n join mentee m using (organization, person_id)
             where n.organization = o.organization) as needing_with_pair,
            (select count(distinct p.mentor_id) from open_pair p where p.organization = o.organization) as mentors,
            (select count(*) from mentee m where m.organization = o.organization) as mentees,
            (select count(*) from involved v where v.organization = o.organization) as involved,
            (select count(*) from open_pair p where p.organization = o.organization) as pairs,
            (select count(*) from running r where r.organization = o.organization) as programs,
            (select count(distinct person_id)
             from running r join open_pair p using (organization, pair_id), unnest(p.mentee_ids) as person_id
             where r.organization = o.organization) as program_mentees,
            (select count(*) from program p where p.organization = o.organization and p.completed_on <= $1)
                as completed,
            (select count(*) from running r where r.organization = o.organization and r.ends_on < $1) as overdue,
            (select count(*) from meeting m where m.organization = o.organization and m.held_on <= $1) as meetings,
            (select count(*) from meeting m where m.organization = o.organization and m.held_on <= $1
             and m.form = 'online') as meetings_online,
            (select count(*) from meeting m where m.organization = o.organization and m.held_on <= $1
             and m.form is null) as meetings_untold,
            (select count(*) from route r where r.organization = o.organization and r.opened_on <= $1
             and (r.finished_on is null or r.finished_on > $1)) as routes,
            (select count(*) from mentor m where m.organization = o.organization and m.since <= $1
             and (m.until is null or m.until > $1)) as cards
        from organization o
        where o.enrolled_at::date <= $1
        order by replace(lower(o.name), 'ё', 'е')
        """,
        on,
    )
