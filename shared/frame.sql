-- What every service has: its journal, and how far it has heard each stream.

create table journal (
    position bigint generated always as identity primary key,
    id uuid not null unique,
    name text not null,
    about text not null,
    at timestamptz not null,
    actor text not null,
    cause uuid,
    event jsonb,
    organization text not null,
    stream text,
    epoch int,
    seq bigint,
    constraint said_or_heard check ((event is null) = (stream is not null))
);
comment on table journal is 'Everything that made this service what it is, in order; append only. A heard event is a reference into sync.archive.';
create index journal_about on journal (about, position);
create policy written on journal for insert with check (true);
create policy read_by_system on journal for select using (current_setting('app.organizations', true) = '*');

create table heard (
    stream text primary key,
    epoch int not null,
    seq bigint not null,
    at timestamptz not null
);
comment on table heard is 'How far this service has projected each stream.';

create table parked (
    stream text not null,
    epoch int not null,
    seq bigint not null,
    name text not null,
    about text not null,
    reason text not null,
    at timestamptz not null,
    primary key (stream, epoch, seq)
);
comment on table parked is 'Events that could not be taken in, with everything later about the same thing; re-run after a fix.';
create index parked_about on parked (stream, about);
