-- A program names its mentee since its second version; null where it was told before. A completed program stays a
-- success: it counts in coverage as long as its mentee is marked. What view(FIGURES) of figure/declared/model.py
-- returns; a test compares them.

alter table program add column mentee_id uuid;

create or replace view evidence with (security_invoker = true) as
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
        select 'introduced', 'facts', organization, number, signed_on, null::date, order_number, null::uuid, null::int from introduction
        union all
        select 'teachers', 'amount', organization, number, as_of, lead(as_of) over (partition by organization order by as_of), '', null, teachers from staff
        union all
        select 'involved', 'people', organization, number, since, until, order_number, mentor_id, null from pair
        union all
        select 'involved', 'people', organization, number, since, until, order_number, person_id, null from mentee
        union all
        select 'needing', 'facts', organization, number, since, until, '', null, null from need
        union all
        select 'needing_with_pair', 'people', organization, n.number, greatest(n.since, m.since), least(n.until, m.until), '', person_id, null from need n join mentee m using (organization, person_id)
        union all
        select 'needing_with_pair', 'people', organization, n.number, s.since, n.until, '', person_id, null from need n join success s using (organization, person_id) where s.since > n.since
        union all
        select 'needing_with_program', 'people', organization, n.number, greatest(n.since, m.since), least(n.until, m.until), '', person_id, null from need n join (select organization, since, until, unnest(mentee_ids) as person_id from running) m using (organization, person_id)
        union all
        select 'needing_with_program', 'people', organization, n.number, s.since, n.until, '', person_id, null from need n join success s using (organization, person_id) where s.since > n.since
        union all
        select 'needing_done', 'people', organization, n.number, s.since, n.until, '', person_id, null from need n join success s using (organization, person_id) where s.since > n.since
        union all
        select 'pairs', 'facts', organization, number, since, until, order_number, null, null from pair
        union all
        select 'mentors', 'people', organization, number, since, until, order_number, mentor_id, null from pair
        union all
        select 'mentees', 'people', organization, number, since, until, order_number, person_id, null from mentee
        union all
        select 'programs', 'facts', organization, number, since, until, '', null, null from running
        union all
        select 'program_mentees', 'people', organization, number, since, until, '', unnest(mentee_ids), null from running
        union all
        select 'completed', 'facts', organization, completed_number, completed_on, null, '', null, null from program where completed_on is not null
        union all
        select 'overdue', 'facts', organization, number, greatest(since, ends_on + 1), until, '', null, null from running
        union all
        select 'meetings', 'facts', organization, number, held_on, null, '', null, null from meeting
        union all
        select 'meetings_online', 'facts', organization, number, held_on, null, '', null, null from meeting where form = 'online'
        union all
        select 'meetings_untold', 'facts', organization, number, held_on, null, '', null, null from meeting where form is null
        union all
        select 'routes', 'facts', organization, number, opened_on, finished_on, '', null, null from route
        union all
        select 'cards', 'facts', organization, number, since, until, '', null, null from mentor
    ) fact (figure, counts, organization, number, since, until, document, person_id, amount);
