-- Years of teaching on a day, by the calendar: the same as Facts.experience_at. Unknown experience stays unknown.
create function years_between(since date, day date) returns numeric language sql immutable parallel safe as $$
    select case when day <= since then 0 else
        w.whole + (day - r.reached)::numeric / ((since + make_interval(years => w.whole + 1))::date - r.reached) end
    from (select extract(year from day)::int - extract(year from since)::int as most) m,
         lateral (select m.most - case when (since + make_interval(years => m.most))::date > day then 1 else 0 end
                    as whole) w,
         lateral (select (since + make_interval(years => w.whole))::date as reached) r
$$;

create function service_years(experience numeric, since date, day date) returns numeric
language sql immutable parallel safe as $$
    select case
        when since is null or experience is null then experience
        when day < since then greatest(0, experience - years_between(day, since))
        else experience + years_between(since, day)
    end
$$;
