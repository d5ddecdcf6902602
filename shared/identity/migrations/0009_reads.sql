-- Every read of a person's data is written down, a list as well as a card: whose, as whom, by which door.

alter table access_log
    add column organization text not null default current_setting('app.organization'),
    add column people uuid[],
    add column roles text[] not null default '{}',
    add column route text not null default '';
update access_log set people = array[person_id];
alter table access_log alter column people set not null, alter column organization drop default;
alter table access_log drop column person_id;
drop policy if exists scope on access_log;
create policy scope on access_log using (true) with check (true);
comment on table access_log is 'Who was shown the personal data of whom; append only, and forgotten by forget_reads alone.';
comment on column access_log.people is 'Those whose data the answer showed, all of one organization.';
comment on column access_log.roles is 'The roles that the reader had at that door.';
create index access_log_people on access_log using gin (people);
create index access_log_at on access_log (at);

create table told_day (
    day date primary key,
    at timestamptz not null
);
comment on table told_day is 'The days of which the organizations were told who read about their people; append only.';

-- The login of identity may add lines and nothing else: old ones go through this door, and nothing of the
-- half year before the newest one through none.
create function forget_reads(before timestamptz) returns bigint
    language sql security definer set search_path = identity, pg_temp
as $$
    with gone as (
        delete from access_log
        where at < least(before, (select max(at) from access_log) - interval '180 days') returning 1
    )
    select count(*) from gone
$$;
