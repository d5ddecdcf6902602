-- A wish that is sent twice has one effect: whoever sends it again gets the first answer.

create table once (
    actor text not null,
    key text not null,
    wish text not null,
    digest bytea not null,
    at timestamptz not null,
    answer jsonb,
    primary key (actor, key, wish, digest)
);
comment on table once is 'One-time keys of forms and requests, each with the first answer; not in the journal, gone after a week.';
create index once_at on once (at);
create policy whoever_acts on once using (true) with check (true);
