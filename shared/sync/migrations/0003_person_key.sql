-- Keys of persons: the words that cross by consent are sealed with them, in a chain that is kept for ever.
-- Destroying the key erases the words, and the chain still verifies.

create table person_key (
    stream text not null,
    id uuid not null,
    person_id uuid,
    purpose text,
    key bytea,
    known_at timestamptz not null,
    handed_at timestamptz,
    destroyed_at timestamptz,
    primary key (stream, id),
    constraint destroyed_for_good check (key is null or destroyed_at is null),
    constraint whose_and_what_for check (key is null or (person_id is not null and purpose is not null))
);
comment on table person_key is
    'One key for each person and purpose in a stream; without `key` it was destroyed, or an event names it and it has not come yet.';
comment on column person_key.handed_at is 'When the follower learned this state of a key of ours.';
create index person_key_of on person_key (stream, person_id, purpose);
create index person_key_to_hand on person_key (stream) where handed_at is null;
-- What was overwritten is to leave the disk within a minute, too.
alter table person_key set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

-- Whoever may forget keys keeps them: the exchange itself, and the owner who rebuilds.
create policy keeper on person_key
    using (has_table_privilege('sync.person_key', 'delete')) with check (has_table_privilege('sync.person_key', 'delete'));
-- A service keeps the keys of what it tells itself.
create policy speaker on person_key
    using (coalesce(has_schema_privilege(to_regnamespace(split_part(stream, '.', 1)), 'usage'), false))
    with check (coalesce(has_schema_privilege(to_regnamespace(split_part(stream, '.', 1)), 'usage'), false));
