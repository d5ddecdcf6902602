-- A teacher may withdraw the consent to be known here: the request is gone, the route stops and has no name.

alter table route add column withdrawn_on date;

-- What the centre may read of others' words; the service says the same of itself.
create policy routes_reads on sync.person_key for select
    using (coalesce(purpose, 'route') = 'route' and has_schema_privilege('routes', 'usage'));
