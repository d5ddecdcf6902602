-- A teacher asks the centre for an individual educational route, and hears what came of it (1.2, 4.2.2).

create table route_request (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    person_id uuid not null,
    request text not null,
    wording text not null,
    wording_hash text not null,
    asked_on date not null,
    asked_at timestamptz not null,
    state text not null default 'asked',
    answered_on date,
    constraint route_request_state check (state in ('asked', 'opened', 'declined'))
);
comment on table route_request is 'Requests to the centre, each with the text that the teacher consented to.';
create unique index route_request_once on route_request (person_id) where state = 'asked';

create table route (
    id uuid primary key,
    organization text not null,
    person_id uuid not null,
    opened_on date not null,
    ends_on date not null,
    done jsonb not null default '{}',
    next_step int not null default 1
);
comment on table route is 'A route as the centre told of it: which of the seven steps are done, and when.';
create index route_person on route (person_id, opened_on);
