-- A speaker restored from an older copy: how it is proved, what its follower gives back, and what came of it.

alter table head
    add column life int not null default 1,
    add column stopped_at timestamptz;
update head set life = epoch;
comment on table head is 'Where each spoken stream stands; locked while a number is taken, so numbers are contiguous and in commit order. life is the epoch of what is told next; nothing is told since stopped_at.';

alter table followed
    add column seal_epoch int,
    add column seal_first bigint,
    add column seal_previous bytea,
    add column seal_count int,
    add column seal_signature bytea;
comment on table followed is 'Streams we follow: the speaker''s key, how far the archive reaches, the last head announced; after left_at nothing is taken. The seal is what the speaker signed of the last frame archived: it proves the whole archive.';

alter table quarantine
    add column seen_at timestamptz,
    add column seen_by text;

create table recall (
    stream text primary key,
    follower text not null,
    epoch int not null,
    seq bigint not null,
    hash bytea not null,
    parted bigint,
    at timestamptz not null
);
comment on table recall is 'Our streams of which a follower showed, under our own signature, a history that we do not have: how far it goes, and the last number that is the same.';

create table recalled (
    stream text not null,
    seq bigint not null,
    epoch int not null,
    hash bytea not null,
    event bytea not null,
    primary key (stream, seq)
);
comment on table recalled is 'What the follower gave back of that history, chained to ours; it is nothing before its chain ends in our signature.';

create table recovered (
    stream text not null,
    epoch int not null,
    follower text not null,
    parted bigint not null,
    returned bigint not null,
    parked bigint not null,
    again bigint not null,
    at timestamptz not null,
    primary key (stream, epoch)
);
comment on table recovered is 'How each recovery went: how many events came back, how many of them could not be applied, how many of ours were said again in that epoch.';
