-- What this contour tells, and what it has been told. The truth is here; the broker only carries.

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
    epoch int not null,
    seq bigint not null,
    hash bytea not null,
    event bytea not null,
    id uuid not null,
    name text not null,
    about text not null,
    at timestamptz not null,
    primary key (stream, epoch, seq)
);
comment on table outbox is 'Every event told, as the bytes that travel; append only.';

create table archive (
    stream text not null,
    epoch int not null,
    seq bigint not null,
    hash bytea not null,
    event bytea not null,
    received_at timestamptz not null,
    primary key (stream, epoch, seq)
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
    alarm text
);
comment on table followed is 'Streams this contour follows: the speaker''s key, how far the archive reaches, and the last head the speaker announced.';

create view known with (security_invoker = true) as
    select stream, epoch, seq, hash, event from archive
    union all
    select stream, epoch, seq, hash, event from outbox;
comment on view known is 'Everything services of this contour may hear: what others told it, and what its own services told.';
