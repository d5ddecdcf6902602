-- A page remembers what was committed when it was shown: a wish sent from it is refused when its thing changed meanwhile.

alter table journal add column transaction xid8;
alter table journal alter column transaction set default pg_current_xact_id();
comment on column journal.transaction is 'The transaction that wrote the event; empty for events from before this column. Of use while pages are open, not afterwards.';

-- Nobody reads the journal but the system: this tells what happened to things and when, and nothing of what was in it.
create function changed_since(things text[], earliest timestamptz, shown pg_snapshot)
returns table (name text, at timestamptz)
language plpgsql security definer
set search_path from current
as $$
declare
    scope text := current_setting('app.organizations', true);
begin
    perform set_config('app.organizations', '*', true);
    return query
        select j.name, j.at from journal j
        where j.about = any(things) and j.event is not null and j.at > earliest
          and j.organization = current_setting('app.organization', true)
          and j.transaction <> pg_current_xact_id() and not pg_visible_in_snapshot(j.transaction, shown)
        order by j.position;
    perform set_config('app.organizations', scope, true);
end
$$;
