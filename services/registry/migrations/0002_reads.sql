-- What the register may read of others' words; the service says the same of itself.

create policy registry_reads on sync.person_key for select
    using (coalesce(purpose, 'publication') = 'publication' and has_schema_privilege('registry', 'usage'));
