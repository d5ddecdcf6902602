-- What this contour tells, and what it has been told. The truth is here; the broker only carries.
-- Numbers are contiguous for the whole life of a stream; the epoch says in which life of its speaker an event was told.

create table head (
    stream text primary key,
    epoch int not null,
    seq bigint not null,
    hash bytea not null,
    at timestamptz not null
);
comment on table head is 'Where each spoken stream stands; locked while a number is taken, so numbers are contiguous and in commit order.';

create table outbox (
    stream text not null,
    seq bigint not null,
    epoch int not null,
    hash bytea not null,
    event bytea not null,
    id uuid not null,
    name text not null,
    about text not null,
    at timestamptz not null,
    primary key (stream, seq)
);
comment on table outbox is 'Every event told, as the bytes that travel; append only.';

create table audience (
    stream text not null,
    follower text not null,
    epoch int not null,
    seq bigint not null,
    hash bytea not null,
    at timestamptz not null,
    contact_at timestamptz not null,
    alarm text,
    primary key (stream, follower)
);
comment on table audience is 'How far each follower holds what we speak, by its own signed word of that moment; alarm says why nothing is sent.';

create table archive (
    stream text not null,
    seq bigint not null,
    epoch int not null,
    hash bytea not null,
    event bytea not null,
    received_at timestamptz not null,
    primary key (stream, seq)
);
comment on table archive is 'Every event heard and verified: contiguous, chained, signed; append only.';

create table followed (
    stream text primary key,
    speaker text not null,
    public_key bytea not null,
    epoch int not null default 1,
    seq bigint not null default 0,
    hash bytea not null,
    at timestamptz,
    told_epoch int,
    told_seq bigint,
    told_hash bytea,
    told_at timestamptz,
    contact_at timestamptz,
    left_at timestamptz,
    alarm text
);
comment on table followed is 'Streams we follow: the speaker''s key, how far the archive reaches, the last head announced; after left_at nothing is taken.';

create table quarantine (
    stream text not null,
    verdict text not null,
    why text not null,
    frame bytea not null,
    times bigint not null default 1,
    at timestamptz not null,
    primary key (stream, verdict)
);
comment on table quarantine is 'The last frame of each kind that was not taken, as it came: evidence, and bounded whoever sends it.';

create view known with (security_invoker = true) as
    select stream, epoch, seq, hash, event from archive
    union all
    select stream, epoch, seq, hash, event from outbox;
comment on view known is 'Everything services of this contour may hear: what others told it, and what its own services told.';
