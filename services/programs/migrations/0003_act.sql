-- The order that introduces the system of mentoring and appoints the curator (4.1.1, 4.1.2).

create table act (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    state text not null,
    curator_id uuid not null,
    draft jsonb not null,
    wording jsonb,
    number text,
    signed_on date,
    signed_by uuid,
    drafted_at timestamptz not null,
    signed_at timestamptz,
    ended_on date,
    constraint act_state check (state in ('draft', 'in force', 'superseded', 'discarded'))
);
comment on table act is 'Orders «О внедрении системы (целевой модели) наставничества»; a new one supersedes the one in force.';
create unique index act_one_draft on act (organization) where state = 'draft';
create unique index act_one_in_force on act (organization) where state = 'in force';
create unique index act_number_once on act (organization, number, signed_on) where number is not null;
