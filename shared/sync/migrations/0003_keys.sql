-- Keys change: what a contour offers to sign with from now on, and what nobody may sign with any more.

create table offered_key (
    speaker text primary key,
    public_key bytea not null,
    at timestamptz not null,
    signed_old bytea not null,
    signed_new bytea not null
);
comment on table offered_key is 'The key that a contour below wants to speak under: signed by the one it speaks under now and by itself; a person accepts it.';

create table retired_key (
    public_key bytea primary key,
    speaker text not null,
    at timestamptz not null default now()
);
comment on table retired_key is 'Keys that spoke once and are believed no more: their accounts are shut again at every broker that may have forgotten it.';
