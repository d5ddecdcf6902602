-- What every organization told, with the days on which it was true and the moment it became known here.
-- Whose fact it is, the stream says; ids are the speaker's own, so every key begins with the organization.

create table organization (
    organization text primary key,
    name text not null,
    full_name text not null,
    municipality text not null,
    time_zone text not null,
    enrolled_at timestamptz not null
);

create table staff (
    organization text not null default current_setting('app.organization'),
    as_of date not null,
    teachers int not null,
    novices int not null,
    under_35 int not null,
    known_at timestamptz not null,
    primary key (organization, as_of)
);

create table introduction (
    organization text not null default current_setting('app.organization'),
    act_id uuid not null,
    number text not null,
    signed_on date not null,
    curator_id uuid not null,
    known_at timestamptz not null,
    primary key (organization, act_id)
);

create table need (
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    since date not null,
    until date,
    reason text not null,
    known_at timestamptz not null
);
create unique index one_open_need on need (organization, person_id) where until is null;
create index need_by_day on need (organization, since, until);

create table pair (
    organization text not null default current_setting('app.organization'),
    pair_id uuid not null,
    mentor_id uuid not null,
    mentee_ids uuid[] not null,
    form text not null,
    kinds text[] not null,
    order_number text not null,
    since date not null,
    until date,
    end_reason text,
    known_at timestamptz not null,
    primary key (organization, pair_id)
);

create table program (
    organization text not null default current_setting('app.organization'),
    program_id uuid not null,
    pair_id uuid not null,
    starts_on date not null,
    ends_on date not null,
    edition text not null,
    domains text[] not null,
    activities int not null,
    activities_done int not null default 0,
    completed_on date,
    outcomes jsonb not null default '[]',
    known_at timestamptz not null,
    primary key (organization, program_id)
);

create table meeting (
    organization text not null default current_setting('app.organization'),
    program_id uuid not null,
    held_on date not null,
    number bigint not null,
    known_at timestamptz not null,
    primary key (organization, program_id, number)
);

create table mentor (
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    since date not null,
    until date,
    known_at timestamptz not null,
    primary key (organization, person_id, since)
);

create table route (
    organization text not null,
    route_id uuid not null,
    person_id uuid not null,
    opened_on date not null,
    ends_on date not null,
    step int not null default 1,
    finished_on date,
    known_at timestamptz not null,
    primary key (organization, route_id)
);
