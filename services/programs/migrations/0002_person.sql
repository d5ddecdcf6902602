-- The staff, the lists it was loaded from, and the figures that were told about it.

create table person (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    surname text not null,
    given_name text not null,
    patronymic text not null,
    name_key text not null,
    posts text[] not null,
    subject text not null,
    education text not null,
    graduated int,
    experience numeric,
    experience_on date,
    category text not null,
    category_date date,
    hired_on date,
    birth_date date,
    birth_year int,
    load numeric,
    added_at timestamptz not null,
    changed_at timestamptz not null,
    dismissed_on date,
    dismissed_for text
);
comment on table person is 'An employee, with the history kept after dismissal; `name_key` is what two spellings of one name share.';
create index person_name on person (organization, name_key);

create table staff_list (
    id uuid primary key,
    organization text not null default current_setting('app.organization'),
    digest text not null,
    file_name text not null,
    as_of date not null,
    list jsonb not null,
    uploaded_at timestamptz not null,
    uploaded_by text not null,
    imported_at timestamptz,
    added int,
    changed int,
    unchanged int,
    constraint staff_list_once unique (organization, digest)
);
comment on table staff_list is 'A staff list as it was read from a file: what was previewed is what is imported.';

create table staff_count (
    organization text primary key default current_setting('app.organization'),
    as_of date not null,
    teachers int not null,
    novices int not null,
    under_35 int not null
);
comment on table staff_count is 'The figures last told: the denominators of every share.';
