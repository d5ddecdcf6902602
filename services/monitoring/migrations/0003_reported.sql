-- What a region told the federation: in the region its own words, in the federation everybody's. And, in the
-- federation, whose words it believes.

create table reported (
    organization text not null default current_setting('app.organization'),
    number bigint not null,
    indicator text not null,
    edition text not null,
    unit text not null,
    day date not null,
    as_of timestamptz not null,
    part int,
    whole int,
    withheld boolean not null,
    least int not null,
    organizations int not null,
    behind int not null,
    known_at timestamptz not null,
    primary key (organization, number)
);
comment on table reported is 'Indicators of whole regions, in the order in which they were told; a figure that is null was withheld.';
create index reported_by_indicator on reported (organization, indicator, number desc);

create table region (
    organization text primary key,
    name text not null,
    public_key text not null,
    enrolled_at timestamptz not null,
    suspended_at timestamptz,
    suspended_for text,
    constraint region_key_once unique (public_key)
);
comment on table region is 'Regions that speak to this federation, and the key under which each does.';
