-- A whole school may come from one address: after many failures from it, a login that is new to it is refused once and
-- taken a few seconds later, instead of waiting for everybody else's failures.

create table knock (
    target text not null,
    address text not null,
    at timestamptz not null,
    primary key (target, address)
);
comment on table knock is 'When a login was first refused for the failures of others at its address. The target is a hash, as in attempt.';
create index knock_at on knock (at);
